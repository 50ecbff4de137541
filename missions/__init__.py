"""What a vehicle or a file is told: formats, saved patrols, built-in lines and the link."""
