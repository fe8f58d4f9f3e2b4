"""The command ``aid-ledger``: one file a command group, one library call a command, results out, findings to stderr.

Here the clock, the locale, the environment and the login name are read, and handed to the library as arguments.
It decides no amount and no word: amounts come from ``aid_ledger.office``, words from its catalogue.
"""
