"""Missions, fences and rally points as files over MAVLink FTP, where a vehicle offers them."""
