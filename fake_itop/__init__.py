"""A stand-in for iTop wherever software talks to it, and a laboratory for two of them."""
