-- Measures of a run, to be used in `metrics` and to be copied.
--
--   local measures = require "fanloop.measures"
--   metrics = { roi = measures.so_far(function(sim)
--     return measures.sum(sim, "ads_day", "gmv_fen"), measures.sum(sim, "ads_day", "spend_fen")
--   end) }
local measures = {}

-- A measure of the window so far: sum over sum. `read(sim)` gives both for one day; 0 while there is nothing to divide by.
function measures.so_far(read)
  local above, below = 0, 0
  return function(sim)
    if not sim.in_window then return nil end
    local a, b = read(sim)
    above, below = above + a, below + b
    return below > 0 and above / below or 0
  end
end

-- A measure of the window so far: what `read(sim)` gives for each day, added up.
function measures.total(read)
  local sum = 0
  return function(sim)
    if sim.in_window then sum = sum + read(sim) end
    return sum
  end
end

-- A column of today added up over the rows of a table (docs/output.md); 0 where it has none.
function measures.sum(sim, name, column)
  local all = 0
  for _, row in ipairs(sim:rows(name)) do all = all + row[column] end
  return all
end

return measures
