"""The tutorial's five scenarios as executable specifications: without sockets and over them, from the same bodies."""
