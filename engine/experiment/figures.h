// Key figures of comparisons that are sums over days, of the window and of spans: FIGURE(name, unit, sum, meaning). `sum` is told in columns
// of a run's days (DAYS in figures.c). Their names in the file, their values by run and by span, and what money lines call them
// (effects.c) follow from the row.
#ifndef FANLOOP_FIGURES_H
#define FANLOOP_FIGURES_H

#define FL_FIGURES(FIGURE)                                                                                                         \
  FIGURE(gmv, "yuan", "sum(gmv_fen) / 100.0", "GMV before returns")                                                                \
  FIGURE(orders, "orders", "sum(orders)", "orders")                                                                                \
  FIGURE(subsidy, "yuan", "sum(platform_fen) / 100.0", "paid by the platform: subsidies and red packets")                          \
  FIGURE(vouchers, "yuan", "sum(seller_fen) / 100.0",                                                                              \
         "paid by sellers: their part of subsidies, vouchers of recalls and win-backs")                                            \
  FIGURE(ads, "yuan", "sum(ads_fen) / 100.0", "income of the platform from paid traffic")                                          \
  FIGURE(platform_pays, "yuan", "sum(platform_pays_fen) / 100.0",                                                                  \
         "all that the platform pays: subsidies, red packets, rights, coupons, governance, rebates")                               \
  FIGURE(sellers_pay, "yuan", "sum(sellers_pay_fen) / 100.0",                                                                      \
         "paid by sellers for buyers: festival discounts, their part of subsidies, vouchers of recalls and win-backs, rights")

typedef enum fl_figure {
#define FIGURE(name, unit, sum, meaning) FL_FIGURE_##name,
  FL_FIGURES(FIGURE)
#undef FIGURE
      FL_FIGURE_COUNT
} fl_figure;

// Over the window; of a span a dot and its name stand behind it.
const char *fl_figure_name(fl_figure figure);

#endif
