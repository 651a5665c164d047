local function build() return ("x"):rep(1e9) end
return build()
