"""Lets ``python -m scrgraph`` do what ``scrgraph`` does."""

from scrgraph.cli.main import main

if __name__ == "__main__":
    main()
