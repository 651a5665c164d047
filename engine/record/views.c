#include "record/schema.h"
const fl_view fl_views[] = {{"v_x", "x", "SELECT 1"}};
const size_t fl_view_count = 1;
