"""What people wrote to a brand, as exports hold it; nothing that names somebody comes out."""
