"""The integration kit of the tutorial "Transfer Ticket to another iTop": design, callback, wirings, scenarios."""
