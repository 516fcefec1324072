"""What a version of a policy would do to claims, tried before it is published."""
