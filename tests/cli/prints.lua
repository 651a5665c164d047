-- Prints what a terminal would obey, and what no text is.
print("\27[31mred\27[0m \27]0;title\7", 1, "a\0b", "\xff", "老铁\tok", nil)
