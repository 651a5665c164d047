return 1
local name = "¿ìÊÖ"
