"""What others' validators say of what we publish. Those that only npm has run under the node that PyPI brings."""
