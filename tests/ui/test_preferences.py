from pathlib import Path

from PySide6.QtCore import QByteArray

from ui.preferences import MOST_RECENT_FILES, Preferences, ThemeChoice


def test_what_was_chosen_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "vedette.ini"
    first = Preferences(path)
    first.theme = ThemeChoice.LIGHT
    first.address = "tcp:127.0.0.1:5760"
    first.speed_up = 20
    first.folder = tmp_path
    first.keep_geometry("window", QByteArray(b"shape"))
    first.sync()

    again = Preferences(path)

    assert again.theme is ThemeChoice.LIGHT
    assert again.address == "tcp:127.0.0.1:5760"
    assert again.speed_up == 20
    assert again.folder == tmp_path
    assert again.geometry("window") == QByteArray(b"shape")


def test_nonsense_gives_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "vedette.ini"
    path.write_text("[General]\nschema=1\ntheme=plaid\nspeed_up=fast\nfolder=nowhere\n")

    preferences = Preferences(path)

    assert preferences.theme is ThemeChoice.DARK
    assert preferences.speed_up == 10
    assert preferences.folder == Path.home()


def test_a_file_of_another_schema_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "vedette.ini"
    path.write_text("[General]\nschema=99\ntheme=light\n")

    assert Preferences(path).theme is ThemeChoice.DARK


def test_recent_files_come_newest_first_and_only_while_they_are_there(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "vedette.ini")
    files = [tmp_path / f"{number}.vedette" for number in range(MOST_RECENT_FILES + 2)]
    for file in files:
        file.touch()
        preferences.add_recent_file(file)
    preferences.add_recent_file(files[5])
    files[-1].unlink()
    preferences.sync()

    recent = Preferences(tmp_path / "vedette.ini").recent_files

    assert recent[0] == files[5]
    assert files[-1] not in recent
    assert len(recent) == len(set(recent)) == MOST_RECENT_FILES - 1


def test_a_single_recent_file_survives_the_ini_format(tmp_path: Path) -> None:
    file = tmp_path / "a, b.vedette"
    file.touch()
    preferences = Preferences(tmp_path / "vedette.ini")
    preferences.add_recent_file(file)
    preferences.sync()

    assert Preferences(tmp_path / "vedette.ini").recent_files == (file,)
