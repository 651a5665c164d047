#include "report/scale.h"

#include <math.h>

double fl_scale_other_weight(const fl_scale *s) {
  const double others = (double)(s->fans - s->focus_fans), rest = s->population - (double)(s->focus_fans * s->focus_weight);
  return others > 0 && rest > 0 ? rest / others : (double)s->focus_weight;
}

const char *fl_scale_text(const fl_scale *s, char out[FL_SAID]) {
  char all[FL_NUMBER], inside[FL_NUMBER], each[FL_NUMBER], outside[FL_NUMBER], weight[FL_NUMBER];
  fl_text_count(s->fans, all);
  fl_text_count(llround(fl_scale_other_weight(s)), weight);
  if (s->focus_fans > 0 && s->focus_fans < s->fans)
    snprintf(out, FL_SAID, fl_word(FL_W_scale_focus), all, fl_text_count(s->focus_fans, inside),
             fl_text_count(s->focus_weight, each), fl_text_count(s->fans - s->focus_fans, outside), weight);
  else
    snprintf(out, FL_SAID, fl_word(FL_W_scale), all, weight);
  return out;
}

void fl_scale_json(fl_json *json, const fl_scale *s) {
  fl_json_int(json, "fans", s->fans);
  fl_json_real(json, "weight", s->fans > 0 ? s->population / (double)s->fans : (double)NAN);
  fl_json_int(json, "focus_fans", s->focus_fans);
  fl_json_int(json, "focus_weight", s->focus_weight);
  fl_json_real(json, "other_weight", fl_scale_other_weight(s));
}
