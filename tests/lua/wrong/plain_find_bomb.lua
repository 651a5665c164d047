return (("a"):rep(4000000)):find(("a"):rep(2000000) .. "b", 1, true)
