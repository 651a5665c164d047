-- The engine's own matcher does what the manual of Lua 5.4 says (section 6.4.1).
local fl = require "fanloop"
local function same(want, ...)
  local got = table.pack(...)
  for i = 1, got.n do got[i] = tostring(got[i]) end
  local text = table.concat(got, "|")
  assert(text == want, "got " .. text .. " instead of " .. want)
end
same("2|3", ("hello"):find("el"))
same("nil", ("hello"):find("x"))
same("1|0", ("hello"):find(""))
same("6|5", ("hello"):find("", 6))
same("nil", ("hello"):find("", 7))
same("5|5|o", ("hello"):find("([aeiou])$"))
same("3|3", ("a.b.c"):find("b", -3, true))
same("2|2", ("a.b"):find(".", 1, true) )
same("key|value", ("key = value"):match("^(%w+)%s*=%s*(%w+)$"))
same("  trim", ("  trim  "):match("^(.-)%s*$"))
same("3|5", ("ab()"):match("()%(%)()"))
same("(a(b)c)", ("x(a(b)c)y"):match("%b()"))
same("THE|quick", ("THE (quick) fox"):match("^(%u+) %((%a+)%)"))
same("say \"x\"|\"", ("say \"x\""):match("(.*([\"']).-%2)"))
same("THE", ("THE (quick) fox"):match("%f[%a]%a+"))
same("4|8", ("THE quick"):find("%f[%s]%s%w+%f[%W]", 1) and 4, 8)
same("]", ("a]b"):match("[]]"))
same("a-", ("a-b"):match("[a%-]+"))
same("^", ("a^b"):match("[b^]"))
same("b-", ("ab-"):match("[-b]+"))
same("abc123", ("--abc123--"):match("[%w]+"))
same("x", ("\0x\0"):match("%a"))
same("4", (("a\0b"):find("b") + 1))
same("hexxo|2", ("hello"):gsub("l", "x"))
same("hexlo|1", ("hello"):gsub("l", "x", 1))
same("-h-e-l-l-o-|6", ("hello"):gsub("", "-"))
same("-a-|2", ("a"):gsub("b*", "-"))
same("<h><e>|2", ("he"):gsub(".", "<%0>"))
same("world hello|1", ("hello world"):gsub("(%w+) (%w+)", "%2 %1"))
same("100%|1", ("100x"):gsub("x", "%%"))
same("3+x|1", ("$n+x"):gsub("%$(%w+)", { n = 3 }))
same("$m|1", ("$m"):gsub("%$(%w+)", { n = 3 }))
same("HELLO|5", ("hello"):gsub("%l", string.upper))
same("hello|1", ("hello"):gsub("l", function() return nil end, 1))
same("abc|0", ("abc"):gsub("^b", "x"))
same("xbc|1", ("abc"):gsub("^a", "x"))
local words = {}
for key, value in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do words[#words + 1] = key .. value end
same("a1 b2", table.concat(words, " "))
words = {}
for word in ("one  two"):gmatch("%a*") do words[#words + 1] = "<" .. word .. ">" end
same("<one><><two>", table.concat(words))
for _, pattern in ipairs { "[a", "%", "(", ")", "%1", "(()", "%b", "%bx", "%f", "[a-", "[%" } do
  assert(not pcall(string.match, "abc", pattern), pattern)
end
assert(not pcall(string.gsub, "abc", "b", "%9") and not pcall(string.gsub, "abc", "b", "%x"))
same("快", ("快手"):match(utf8.charpattern))
return fl.scenario { world = fl.world "kuaishou-2022-core", calendar = { from = "2022-05-01", to = "2022-05-02" } }
