salt = 1
