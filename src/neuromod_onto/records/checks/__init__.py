"""What of a record can be judged while it is read: whether it can be meant, and what it lacks."""
