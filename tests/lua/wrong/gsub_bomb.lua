return (("("):rep(100000)):gsub("%b()", "")
