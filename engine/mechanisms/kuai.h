// M15 Programme for Kuai brands (快品牌): four tests on rolling windows of sales, and what passing them brings.
//
//   age:  today - founded <= founded_within (asked at admission only)     own:  sum of own-brand GMV / sum of GMV > own_share
//   GMV:  30 / W x sum of GMV of the best real room > month_gmv           main: GMV / (GMV + W x sales elsewhere) > main_share
//
// Sums over the last W = window_days days, of one real room or seller: agents' orders x fan weight / real rooms of the agent.
// Status: none -> supported (all four) -> graduated (support_days later, traffic ends) or lost (grace_days of failing in a row); lost for good.
#ifndef FANLOOP_KUAI_H
#define FANLOOP_KUAI_H

#include "agents/step.h"
#include "fanloop/scenario.h"

enum { FL_SALES_DAYS = 60 }; // kept: the longest window
typedef enum fl_kuai_status { FL_KUAI_NONE, FL_KUAI_SUPPORTED, FL_KUAI_GRADUATED, FL_KUAI_LOST } fl_kuai_status;
enum {
  FL_KUAI_AGE = 1,
  FL_KUAI_OWN = 2,
  FL_KUAI_GMV = 4,
  FL_KUAI_MAIN = 8,
  FL_KUAI_ALL = 15,
  FL_KUAI_KEEP = FL_KUAI_ALL - FL_KUAI_AGE
};

// GMV of the last days by room, fen over all its real rooms; of it, of goods of the seller's own brand. Day d stands at d % FL_SALES_DAYS.
typedef struct fl_sales_days {
  int64_t (*all)[FL_SALES_DAYS], (*own)[FL_SALES_DAYS];
  int64_t (*elsewhere)[FL_SALES_DAYS]; // by brand: its goods in rooms of other sellers (M12); NULL where nothing is distributed
} fl_sales_days;

// A brand in one programme; 8 bytes a member, so that a snapshot keeps it as it is.
typedef struct fl_kuai_brand {
  int64_t status, passed;  // fl_kuai_status; tests passed, FL_KUAI_* bits
  int64_t since;           // day of the run on which it was admitted; -1 never
  int64_t failing;         // days in a row without tests 2 to 4
  int64_t gmv, first_gmv;  // of the window, fen over all real sellers: now, at admission
  int64_t month_gmv;       // of its best real room in 30 days, fen
  int64_t twin;            // the brand nearest in GMV at admission that was not admitted; -1 none
  int64_t granted, reward; // public visits; coupons, fen: since the last rows
  int64_t rewarded;        // day of the last reward, or of admission
  int64_t distributed;     // of the window, sold by others: of one real seller in 30 days, fen
  int64_t reach_reward;    // of `reward`, on distribution
  double own, main;        // shares 0..1 of tests 2 and 4
} fl_kuai_brand;

// A night: the sales of day `day` enter the windows.
void fl_kuai_sales(const fl_agents *agents, const fl_counts *counts, uint32_t day, fl_sales_days *sales);
// The part of the goods of offer `j` of a room that is of the brand's own: the first offers are, so far as the share goes.
double fl_kuai_own_part(double own_share, uint32_t j);
// A night while the programme runs: tests, status, twins, and rewards, which become coupons of the brand's rooms.
void fl_kuai_night(const fl_kuai_programme *of, fl_agents *agents, const fl_sales_days *sales, uint32_t day, int64_t date,
                   fl_kuai_brand *brands);
// Weight of a room in the pool: in its part for the first days, or in the part for marketing.
double fl_kuai_weight(const fl_kuai_programme *of, const fl_agents *agents, const fl_kuai_brand *brand, uint32_t r, uint32_t day,
                      bool first_days);
// Whether strangers see the badge.
static inline bool fl_kuai_badge(const fl_kuai_brand *brand) {
  return brand->status == FL_KUAI_SUPPORTED || brand->status == FL_KUAI_GRADUATED;
}

#endif
