"""Runs the command as ``py -m aid_ledger_cli``, for machines where the scripts' folder is not on the path."""

from aid_ledger_cli.main import main

if __name__ == "__main__":
    main()
