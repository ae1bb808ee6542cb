"""Instances on real sockets: the endpoint, the control API under ``/__fake__/`` and the sender of webhooks."""
