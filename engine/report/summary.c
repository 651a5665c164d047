#include "report/summary.h"

#include "fanloop/field.h"
#include "report/chart.h"
#include "report/headline.h"
#include "report/text.h"

#include <math.h>
#include <string.h>

static const char *const nothing[] = {NULL};

// Two figures side by side: 38 columns each. The right half may be missing.
typedef struct figure {
  fl_word_id name;
  char value[FL_NUMBER];
} figure;

static void pair(FILE *out, const figure *left, const figure *right) {
  fputs("  ", out);
  fl_text_left(out, fl_word(left->name), 25);
  fl_text_right(out, left->value, 12);
  if (right) {
    fputs("   ", out);
    fl_text_left(out, fl_word(right->name), 27);
    fl_text_right(out, right->value, 10);
  }
  fputc('\n', out);
}

static void write_title(FILE *out, const fl_headline *h, bool colour) {
  char scale[FL_SAID], line[FL_SAID + 64];
  snprintf(line, sizeof line, "%s%s%s", h->name, h->title[0] ? " · " : "", h->title);
  if (colour) fputs("\033[1m", out);
  fl_text_wrap(out, line, 0);
  if (colour) fputs("\033[0m", out);
  fl_text_say(out, FL_W_s_period, h->from, h->to, (long long)(h->days - h->warmup), (long long)h->warmup);
  snprintf(line, sizeof line, fl_word(FL_W_s_scale), fl_scale_text(&h->scale, scale), (long long)h->seed);
  fl_text_wrap(out, line, 0);
}

// Shares of the right half: a rate of months is left out where the window has no whole one. Returns how many there are.
static size_t fill_shares(const fl_headline *h, figure out[8]) {
  static const fl_word_id names[8] = {
      FL_W_s_private_uv, FL_W_s_private_minutes, FL_W_s_private_orders, FL_W_s_private_gmv, FL_W_s_r1, FL_W_s_r2, FL_W_s_r3,
      FL_W_s_r4};
  const double shares[8] = {h->private_uv,    h->private_minutes, h->private_orders, h->private_gmv,
                            h->repurchase[0], h->repurchase[1],   h->repurchase[2],  h->repurchase[3]};
  size_t n = 0;
  for (size_t i = 0; i < 8; i++) {
    if (i > 4 && h->months[i - 4] == 0) continue;
    out[n].name = names[i];
    fl_text_percent(shares[i], out[n++].value);
  }
  return n;
}

static void write_notes(FILE *out, const fl_headline *h) {
  char note[320], months[120] = "", a[FL_NUMBER], b[FL_NUMBER];
  size_t used = 0;
  for (int i = 1; i < 4; i++)
    if (h->months[i] > 0)
      used += (size_t)snprintf(months + used, sizeof months - used, "%sR%d %lld", used ? fl_word(FL_W_comma) : "", i + 1,
                               (long long)h->months[i]);
  used = (size_t)snprintf(note, sizeof note, "%s", fl_word(FL_W_s_visitor_days));
  if (months[0]) snprintf(note + used, sizeof note - used, fl_word(FL_W_s_months), months);
  fl_text_wrap(out, note, 2);
  if (isnan(h->last_week_private_gmv)) return;
  snprintf(note, sizeof note, fl_word(FL_W_s_last_week), fl_text_percent(h->private_gmv, a),
           fl_text_percent(h->last_week_private_gmv, b));
  fl_text_wrap(out, note, 2);
}

static void write_headline(FILE *out, const fl_headline *h, bool colour) {
  figure left[8] = {{.name = FL_W_s_gmv},     {.name = FL_W_s_orders},     {.name = FL_W_s_buyers},  {.name = FL_W_s_aov},
                    {.name = FL_W_s_gmv_dau}, {.name = FL_W_s_orders_dau}, {.name = FL_W_s_returns}, {.name = FL_W_s_nps}};
  figure right[8];
  const size_t shares = fill_shares(h, right);
  fl_text_amount((double)h->gmv_fen / 100, left[0].value);
  fl_text_amount((double)h->orders, left[1].value);
  fl_text_amount((double)h->buyers, left[2].value);
  fl_text_real(h->order_value_yuan, 2, left[3].value);
  fl_text_real(h->gmv_yuan_per_dau_day, 2, left[4].value);
  fl_text_real(h->orders_per_dau_day, 4, left[5].value);
  fl_text_percent(h->return_share, left[6].value);
  fl_text_percent(h->nps, left[7].value);
  fl_text_heading(out, fl_word(FL_W_s_headline), colour);
  for (size_t i = 0; i < 8; i++) pair(out, &left[i], i < shares ? &right[i] : NULL);
  write_notes(out, h);
}

static const char *tier_word(const char *tier) {
#define FL_ROOM_TIER(name, least)                                                                                                  \
  if (strcmp(#name, tier) == 0) return fl_word(FL_W_t_##name);
#include "fanloop/room_tiers.def"
#undef FL_ROOM_TIER
  return tier;
}

// A mean number of rooms: some, or none at all.
static const char *rooms_text(double rooms, char *out) {
  if (rooms > 0 && rooms < 0.5) return strcpy(out, "<1");
  return rooms > 0 ? fl_text_count(llround(rooms), out) : strcpy(out, "–");
}

static fl_status write_tiers(FILE *out, fl_result *result, bool colour) {
  fl_query *q = fl_result_query(result,
                                "SELECT tier, rooms, gmv_share, private_gmv_share FROM v_tier_share ORDER BY"
                                " instr('" FL_ROOM_TIER_CHOICES "', tier)",
                                nothing);
  if (!q) return FL_ENVIRONMENT;
  char text[FL_NUMBER];
  fl_text_heading(out, fl_word(FL_W_s_tiers), colour);
  fputs("  ", out);
  fl_text_left(out, fl_word(FL_W_s_tier), 10);
  fl_text_right(out, fl_word(FL_W_s_rooms), 12);
  fl_text_right(out, fl_word(FL_W_s_share), 16);
  fl_text_right(out, fl_word(FL_W_s_private_part), 16);
  fputc('\n', out);
  while (fl_query_next(q)) {
    fputs("  ", out);
    fl_text_left(out, tier_word(fl_query_text(q, 0)), 10);
    fl_text_right(out, rooms_text(fl_query_real(q, 1), text), 12);
    fl_text_right(out, fl_text_percent(fl_query_number(q, 2), text), 16);
    fl_text_right(out, fl_text_percent(fl_query_number(q, 3), text), 16);
    fputc('\n', out);
  }
  fl_query_end(q);
  return FL_OK;
}

// The scenario's own metrics, as compare has them.
static fl_status write_metrics(FILE *out, fl_result *result, bool colour) {
  fl_query *q = fl_result_query(result,
                                "SELECT m.name, avg(m.value) FROM metric AS m JOIN run AS r ON m.date BETWEEN r.from_date AND "
                                "r.to_date GROUP BY 1 ORDER BY 1",
                                nothing);
  if (!q) return FL_ENVIRONMENT;
  char text[FL_NUMBER];
  for (bool any = false; fl_query_next(q); any = true) {
    if (!any) fl_text_heading(out, fl_word(FL_W_s_metrics), colour);
    fputs("  ", out);
    fl_text_left(out, fl_query_text(q, 0), 40);
    fputc(' ', out);
    fl_text_right(out, fl_text_value(fl_query_number(q, 1), text), 12);
    fputc('\n', out);
  }
  fl_query_end(q);
  return FL_OK;
}

static void write_warnings(FILE *out, const fl_messages *warnings, bool colour) {
  bool any = false;
  for (size_t i = 0; warnings && i < warnings->count; i++) {
    if (warnings->items[i].error) continue;
    if (!any) fl_text_heading(out, fl_word(FL_W_s_warnings), colour);
    any = true;
    fl_text_wrap(out, warnings->items[i].text, 2);
  }
}

// The file as one word of a shell.
static const char *shell_word(const char *path, char *out, size_t size) {
  const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+:,@%";
  size_t used = 0;
  if (path[0] && path[strspn(path, plain)] == '\0') {
    snprintf(out, size, "%s", path);
    return out;
  }
  out[used++] = '\'';
  for (; *path && used + 6 < size; path++) {
    if (*path == '\'') {
      memcpy(out + used, "'\\''", 4);
      used += 4;
    } else {
      out[used++] = *path;
    }
  }
  out[used++] = '\'';
  out[used] = '\0';
  return out;
}

static void write_end(FILE *out, const fl_headline *h, const fl_summary_options *o) {
  char seconds[FL_NUMBER], rate[FL_NUMBER], megabytes[FL_NUMBER], path[8192];
  fputc('\n', out);
  fprintf(out, fl_word(FL_W_s_file), o->path);
  fputc('\n', out);
  fprintf(out, fl_word(FL_W_s_digest), h->digest);
  fputc('\n', out);
  fl_text_say(out, FL_W_s_speed, fl_text_real(o->seconds, 1, seconds), (long long)o->threads,
              fl_text_amount(o->fan_days_per_second, rate), fl_text_count(o->peak_rss_bytes / 1000000, megabytes));
  fprintf(out, fl_word(FL_W_s_try), shell_word(o->path, path, sizeof path));
  fputc('\n', out);
}

fl_status fl_summary_write(FILE *out, fl_result *result, const fl_summary_options *options) {
  fl_headline h;
  fl_status status = fl_headline_read(result, &h);
  if (status != FL_OK) return status;
  write_title(out, &h, options->colour);
  write_headline(out, &h, options->colour);
  status = fl_summary_identity(out, result, options->colour);
  if (status == FL_OK) status = fl_summary_policies(out, result, options->colour);
  if (status == FL_OK) status = fl_summary_levers(out, result, options->colour);
  if (status == FL_OK) status = fl_summary_rooms(out, result, options->colour);
  if (status == FL_OK) status = fl_summary_scores(out, result, options->colour);
  if (status == FL_OK) status = write_tiers(out, result, options->colour);
  if (status == FL_OK && options->chart) status = fl_chart_weeks(out, result, options->colour, options->ascii);
  if (status != FL_OK) return status;
  status = write_metrics(out, result, options->colour);
  if (status != FL_OK) return status;
  write_warnings(out, options->warnings, options->colour);
  write_end(out, &h, options);
  return FL_OK;
}
