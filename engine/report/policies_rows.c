// What policies without a table of their own in the summary did, in a line or two from their tables.
#include "report/summary.h"

#include "fanloop/scenario.h"
#include "report/headline.h"
#include "report/text.h"

#include <string.h>

enum { FIGURES_MOST = 9, FIGURES_OF_LINE = 7 };

// A text with `count` figures of the query, from `first` on, which are levels of trust where `trust` says so.
typedef struct line {
  fl_word_id text;
  int first, count;
  bool trust;
} line;

// The query has the policy's id as ?1 and gives one row.
typedef struct telling {
  fl_policy_kind kind;
  const char *sql;
  line lines[2];
} telling;

// The field `f` of the policy ?1.
#define FIELD(f)       "(SELECT value FROM policy_field WHERE id = ?1 AND name = '" f "')"
#define OF_POLICY      " JOIN policy USING (policy) WHERE policy.id = ?1"
#define DAYS_OF_POLICY " JOIN policy AS p ON p.id = ?1 AND d.date BETWEEN p.from_date AND p.to_date "

static const telling tellings[] = {
    {FL_RIGHTS_POLICY,
     "SELECT sum(covered_orders), sum(claims), sum(seller_fen) / 100.0, sum(premium_fen) / 100.0, sum(platform_fen) / 100.0, "
     "sum(insurer_fen) / 100.0 FROM right_day AS d" DAYS_OF_POLICY "WHERE right_name = " FIELD("right"),
     {{FL_W_s_rights_covered, 0, 2, false}, {FL_W_s_rights_paid, 2, 4, false}}},
    {FL_RIVAL,
     "SELECT sum(drawn_fen) / 100.0 FROM outside_day AS d" DAYS_OF_POLICY,
     {{FL_W_s_rival_drawn, 0, 1, false}, {FL_W_c_nothing, 0, 0, false}}},
    {FL_DEPARTURE,
     "SELECT sum(fans), sum(followed), sum(fans * trust_before) / sum(fans), sum(fans * trust_after) / sum(fans) FROM parting_day "
     "AS "
     "d JOIN room AS r USING (room)" DAYS_OF_POLICY "WHERE r.id = " FIELD("room") " AND " FIELD("host") " IN ('', '0', d.id, "
                                                                                                        "d.host)",
     {{FL_W_s_parting_fans, 0, 2, false}, {FL_W_s_parting_trust, 2, 2, true}}},
    {FL_STAR_SESSION,
     "SELECT sum(guests), sum(passed_on), sum(follows), max(paid_fen) / 100.0 FROM star_day" OF_POLICY,
     {{FL_W_s_star_visits, 0, 3, false}, {FL_W_s_star_fee, 3, 1, false}}},
    {FL_DEFECT,
     "SELECT sum(defective), sum(shown), sum(called), sum(refunded), sum(kept), sum(refund_fen) / 100.0, sum(vouchers), "
     "sum(redeemed), sum(redeemed_fen) / 100.0 FROM recall_day" OF_POLICY,
     {{FL_W_s_defect_shown, 0, 2, false}, {FL_W_s_defect_called, 2, 7, false}}},
    {FL_PROVIDER,
     "SELECT (SELECT sum(clients) FROM provider_month" OF_POLICY
     " GROUP BY date ORDER BY date DESC LIMIT 1), sum(gmv_fen) / 100.0, "
     "sum(fees_fen) / 100.0, sum(rebates_fen) / 100.0 FROM provider_month" OF_POLICY,
     {{FL_W_s_provider_served, 0, 2, false}, {FL_W_s_provider_paid, 2, 2, false}}},
};

// Something to tell: a figure above 0.
static bool is_told(const line *l, const double figures[FIGURES_MOST]) {
  for (int i = l->first; i < l->first + l->count; i++)
    if (figures[i] > 0) return true;
  return false;
}

static void write_line(FILE *out, const line *l, const double figures[FIGURES_MOST]) {
  char text[FIGURES_OF_LINE][FL_NUMBER] = {""};
  if (!is_told(l, figures)) return;
  for (int i = 0; i < l->count; i++) {
    const double figure = figures[l->first + i];
    if (l->trust)
      fl_text_real(figure, 2, text[i]);
    else
      fl_text_amount(figure, text[i]);
  }
  fl_text_say_wrapped(out, 2, l->text, text[0], text[1], text[2], text[3], text[4], text[5], text[6]);
}

static const telling *find_telling(fl_policy_kind kind) {
  for (size_t i = 0; i < sizeof tellings / sizeof *tellings; i++)
    if (tellings[i].kind == kind) return &tellings[i];
  return NULL;
}

// The heading: "rival_festival" is a rival festival.
static void write_heading(FILE *out, fl_query *policy, bool colour) {
  char text[FL_SAID], kind[FL_NAME_MAX];
  snprintf(kind, sizeof kind, "%s", fl_query_text(policy, 1));
  for (char *at = kind; (at = strchr(at, '_')) != NULL;) *at = ' ';
  snprintf(text, sizeof text, fl_word(FL_W_s_policy), fl_query_text(policy, 0), kind, fl_query_text(policy, 2),
           fl_query_text(policy, 3));
  fl_text_heading(out, text, colour);
}

fl_status fl_summary_policy_rows(FILE *out, fl_result *result, fl_query *policy, bool colour) {
  const telling *t = find_telling(fl_policy_kind_find(fl_query_text(policy, 1)));
  double figures[FIGURES_MOST] = {0};
  if (!t) return FL_OK;
  fl_query *q = fl_result_query(result, t->sql, (const char *[]){fl_query_text(policy, 0), NULL});
  if (!q) return FL_ENVIRONMENT;
  if (fl_query_next(q))
    for (int i = 0; i < fl_query_columns(q) && i < FIGURES_MOST; i++) figures[i] = fl_query_number(q, i);
  fl_query_end(q);
  if (!is_told(&t->lines[0], figures) && !is_told(&t->lines[1], figures)) return FL_OK;
  write_heading(out, policy, colour);
  for (int i = 0; i < 2; i++) write_line(out, &t->lines[i], figures);
  return FL_OK;
}
