"""Values as iTop, PHP and MySQL see them: pure functions that know nothing of objects or requests."""
