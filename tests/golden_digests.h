// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "e51840540bdebcf1e635057ce43ccc2d" // no policies
#define GOLDEN_EVENTS "b92435d6572137058e38cddaf4a1b2b2" // festival with red packets and flash offers, and a subsidy

#endif
