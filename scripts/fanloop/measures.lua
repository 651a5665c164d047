-- Measures of a run, to be used in `metrics` and to be copied. `compare` shows of a metric the mean of the window's days that have a value.
--
--   local measures = require "fanloop.measures"
--   metrics = { roi = measures.so_far(function(sim)
--     return measures.sum(sim, "ads_day", "gmv_fen"), measures.sum(sim, "ads_day", "spend_fen")
--   end) }
local measures = {}

-- What `read(sim)` gives on the last day of the run, and nothing before: of what runs up over the days the value of the whole window, where
-- `compare` would take the mean of its days.
function measures.at_end(read)
  return function(sim)
    local value = read(sim)
    return sim.day + 1 == sim.days and value or nil
  end
end

-- Sum over sum of the window, told on its last day. `read(sim)` gives both for one day; 0 where there is nothing to divide by.
function measures.so_far(read)
  local above, below = 0, 0
  return measures.at_end(function(sim)
    if not sim.in_window then return nil end
    local a, b = read(sim)
    above, below = above + a, below + b
    return below > 0 and above / below or 0
  end)
end

-- What `read(sim)` gives for each day of the window, added up and told on its last day.
function measures.total(read)
  local sum = 0
  return measures.at_end(function(sim)
    if sim.in_window then sum = sum + read(sim) end
    return sum
  end)
end

-- A column of today added up over the rows of a table (docs/output.md); 0 where it has none.
function measures.sum(sim, name, column)
  local all = 0
  for _, row in ipairs(sim:rows(name)) do all = all + row[column] end
  return all
end

-- The same over all days of the window, told on its last day, divided by `unit` (100: fen as yuan; without it 1).
function measures.total_of(name, column, unit)
  return measures.total(function(sim) return measures.sum(sim, name, column) / (unit or 1) end)
end

-- Orders in a room today (what sim:room gives), from all four sources.
function measures.orders(room)
  return room.orders_private + room.orders_public + room.orders_paid + room.orders_shelf
end

-- What `read(room)` gives for each of these rooms today, added up. `rooms`: a list of what fl.room made.
function measures.of_rooms(sim, rooms, read)
  local sum = 0
  for _, room in ipairs(rooms) do sum = sum + read(sim:room(room.id)) end
  return sum
end

-- What fans pay in these rooms today, refunds taken off, in yuan.
function measures.earned(sim, rooms)
  return measures.of_rooms(sim, rooms, function(room) return room.paid_fen - room.refund_fen end) / 100
end

-- The sum over the days from … to of what `read(sim)` gives, told on the last of them alone.
function measures.between(from, to, read)
  local sum = 0
  return function(sim)
    if sim.date >= from and sim.date <= to then sum = sum + read(sim) end
    return sim.date == to and sum or nil
  end
end

-- The mean of these days, likewise.
function measures.mean(from, to, read)
  local sum, days = measures.between(from, to, read), 0
  return function(sim)
    if sim.date >= from and sim.date <= to then days = days + 1 end
    local all = sum(sim)
    return all and all / days
  end
end

local costs = { "vouchers", "refunds", "goods", "fulfilment", "commission", "ads", "broadcasting", "overhead", "investment" }

-- What a seller keeps of a month, in fen: of a row of brand_month.
function measures.profit(row)
  local left = row.sales_fen
  for _, cost in ipairs(costs) do left = left - row[cost .. "_fen"] end
  return left
end

-- What `read` finds in a brand's row of brand_month, in million yuan, on the day on which the month is closed; 0 on others.
function measures.closed_month(sim, brand, read)
  for _, row in ipairs(sim:rows("brand_month")) do
    if row.to_date == sim.date and row.brand == brand then return read(row) / 1e8 end
  end
  return 0
end

return measures
