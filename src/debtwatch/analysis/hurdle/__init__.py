"""What revenue the money put into AI must earn."""
