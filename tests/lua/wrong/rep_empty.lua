local s = (""):rep(1 << 62)
assert(s == "")
while true do s = (""):rep(1 << 62) end
