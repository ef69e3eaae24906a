/* What every unit test needs: cmocka with its includes, a pool for each test, and checks for bdg_err_t. */
#ifndef BDG_UNIT_H
#define BDG_UNIT_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <apr_general.h>
#include <apr_pools.h>
#include <string.h>
#include "base/err.h"

/* setup and teardown: *state is an apr_pool_t. */
static inline int unit_pool_make(void **state)
{
    apr_pool_t *pool;
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    *state = pool;
    return 0;
}

static inline int unit_pool_destroy(void **state)
{
    apr_pool_destroy(*state);
    return 0;
}

#define pooled_test(fn) cmocka_unit_test_setup_teardown(fn, unit_pool_make, unit_pool_destroy)

/* Must succeed; shows the error's message when it does not. */
#define assert_ok(call) do { bdg_err_t *unit_e_ = (call); \
    if (unit_e_) fail_msg("%s: %s", bdg_code_name(unit_e_->code), unit_e_->message); } while (0)
/* Must fail with this code, and (unless part is NULL) a message that contains part. */
#define assert_err(call, want, part) do { bdg_err_t *unit_e_ = (call); const char *unit_p_ = (part); \
    if (!unit_e_) fail_msg("%s came back fine", #call); \
    if (unit_e_->code != (want)) fail_msg("%s: %s, not %s", bdg_code_name(unit_e_->code), unit_e_->message, bdg_code_name(want)); \
    if (unit_p_ && !strstr(unit_e_->message, unit_p_)) fail_msg("\"%s\" does not contain \"%s\"", unit_e_->message, unit_p_); \
    bdg_err_clear(unit_e_); } while (0)

/* In place of cmocka_run_group_tests: APR is up while the tests run. */
#define unit_main(tests) (apr_initialize() != APR_SUCCESS ? 1 : unit_end(cmocka_run_group_tests(tests, NULL, NULL)))
static inline int unit_end(int failed)
{
    apr_terminate();
    return failed != 0;
}
#endif
