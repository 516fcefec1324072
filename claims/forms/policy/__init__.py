"""The editor of a policy: requirements as sentences with typed inputs, to policy JSON and back."""
