"""Where signing keys are kept: the keyring of the operator's system, or memory; never a file of ours."""

import logging

from missions.link.signing import SigningKey

_NAME = "mavlink-signing"

_log = logging.getLogger(__name__)


class KeyStore:
    """One key. Asking the keyring may wait for the operator to unlock it: not on the UI thread."""

    def __init__(self, *, service: str = "vedette") -> None:
        """`service` is the name under which the keyring shows it."""
        self._service = service
        self._in_memory: SigningKey | None = None

    def key(self) -> SigningKey | None:
        """The key; None when there is none, or the keyring does not give it."""
        if self._in_memory is not None:
            return self._in_memory
        try:
            import keyring  # noqa: PLC0415 - 0.2 s, and only where signing is wanted

            kept = keyring.get_password(self._service, _NAME)
            return SigningKey(bytes.fromhex(kept)) if kept else None
        except Exception as error:  # noqa: BLE001 - backends raise what they like
            _log.info("the keyring gives no key: %s", type(error).__name__)
            return None

    def keep(self, key: SigningKey) -> bool:
        """Keep a key; False when there is no keyring, and it is forgotten when the program ends."""
        self._in_memory = key
        try:
            import keyring  # noqa: PLC0415 - as above

            keyring.set_password(self._service, _NAME, key.secret.hex())
            return bool(keyring.get_password(self._service, _NAME) == key.secret.hex())
        except Exception as error:  # noqa: BLE001 - as above
            _log.info("no keyring takes the key: %s", type(error).__name__)
            return False

    def forget(self) -> None:
        """Remove the key everywhere."""
        self._in_memory = None
        try:
            import keyring  # noqa: PLC0415 - as above

            keyring.delete_password(self._service, _NAME)
        except Exception as error:  # noqa: BLE001 - as above, and it may not be there
            _log.info("the keyring removes no key: %s", type(error).__name__)
