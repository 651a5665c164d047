// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "8fd595ef0b72762f17e5c7fa6789a6e5" // no policies
#define GOLDEN_EVENTS "99c8931ffe211572115f0f1df1b09a35" // festival with red packets and flash offers, and a subsidy

#endif
