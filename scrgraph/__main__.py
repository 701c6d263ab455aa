"""Lets ``python -m scrgraph`` do what ``scrgraph`` does."""

from scrgraph.cli import main

if __name__ == "__main__":
    main()
