"""What commands that judge have in common about their findings, whatever they judge."""
