local function guard()
  return setmetatable({}, { __close = function() while true do end end })
end
local function nest(n)
  local a <close> = guard()
  if n > 0 then return (nest(n - 1)) end
  pcall(function() while true do end end)
end
while true do pcall(nest, 20) end
