error("no position\27[31m red \0 hidden", 0)
