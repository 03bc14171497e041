"""YuNet, which finds faces."""
