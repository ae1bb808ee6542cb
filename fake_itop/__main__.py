"""``python -m fake_itop`` is ``fake-itop``."""

from fake_itop.cli import main

if __name__ == "__main__":
    main()
