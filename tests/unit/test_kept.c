#include "unit.h"
#include "base/kept.h"
#include <sys/wait.h>
#include <unistd.h>

typedef struct thing_t { int64_t a; const int *fails; } thing_t;

static bdg_kept_t table = BDG_KEPT(thing_t);
static const char owner[] = "owner";
static int alive;

static apr_status_t gone(void *unused)
{
    (void)unused;
    alive--;
    return APR_SUCCESS;
}

static bdg_err_t *fill(void *p, const bdg_kept_key_t *key, void *fails, apr_pool_t *pool)
{
    thing_t *t = p;
    if (fails)
        return bdg_err(BDG_E_NOT_FOUND, "There is no such thing here.");
    t->a = key->a;
    alive++;
    apr_pool_cleanup_register(pool, NULL, gone, apr_pool_cleanup_null);
    return NULL;
}

static int64_t make(int64_t a, apr_pool_t *pool)
{
    void *t;
    assert_ok(bdg_kept_make(&t, &table, &(bdg_kept_key_t){ owner, a, 0 }, fill, NULL, pool));
    return ((thing_t *)t)->a;
}

static const thing_t *find(const void *whose, int64_t a, int64_t b, apr_pool_t *pool) { return bdg_kept_find(&table, &(bdg_kept_key_t){ whose, a, b }, pool); }

static void found_by_its_whole_key(void **state)
{
    apr_pool_t *pool = *state;
    void *t;
    assert_ok(bdg_kept_make(&t, &table, &(bdg_kept_key_t){ owner, 7, 8 }, fill, NULL, pool));
    assert_ptr_equal(find(owner, 7, 8, pool), t);
    assert_null(find(owner, 7, 9, pool));
    assert_null(find(owner, 8, 8, pool));
    assert_null(find(owner + 1, 7, 8, pool));
    bdg_kept_end();
    assert_null(find(owner, 7, 8, pool));
}

static void lives_as_long_as_somebody_has_it(void **state)
{
    apr_pool_t *pool, *other;
    apr_pool_create(&pool, *state);
    apr_pool_create(&other, *state);
    assert_int_equal(make(1, pool), 1);
    assert_int_equal(make(1 + BDG_KEPT_PLACES, other), 1 + BDG_KEPT_PLACES);      /* falls on the same place */
    assert_int_equal(alive, 2);
    apr_pool_destroy(pool);
    assert_int_equal(alive, 1);
    apr_pool_destroy(other);
    assert_int_equal(alive, 1);                                                   /* the place has it still */
    bdg_kept_end();
    assert_int_equal(alive, 0);
    bdg_kept_end();
}

static void forgets_only_what_is_meant(void **state)
{
    apr_pool_t *pool;
    apr_pool_create(&pool, *state);
    make(2, pool);
    apr_pool_destroy(pool);
    bdg_kept_forget(&table, &(bdg_kept_key_t){ owner, 2 + BDG_KEPT_PLACES, 0 });
    assert_int_equal(alive, 1);
    bdg_kept_forget(&table, &(bdg_kept_key_t){ owner, 2, 0 });
    assert_int_equal(alive, 0);
    bdg_kept_forget(&table, &(bdg_kept_key_t){ owner, 2, 0 });
}

static void what_failed_is_not_kept(void **state)
{
    void *t;
    int yes = 1;
    assert_err(bdg_kept_make(&t, &table, &(bdg_kept_key_t){ owner, 3, 0 }, fill, &yes, *state), BDG_E_NOT_FOUND, NULL);
    assert_null(find(owner, 3, 0, *state));
    assert_int_equal(alive, 0);
}

/* As httpd's child ends: what is kept goes, then exit() ends APR, and with it the pools of requests that were still being sent. */
static void what_is_lent_outlives_the_end(void **state)
{
    int status = 0;
    (void)state;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (!pid) {
        apr_pool_t *request;
        if (apr_pool_create(&request, NULL) != APR_SUCCESS)
            _exit(1);
        make(9, request);
        bdg_kept_end();
        apr_terminate();
        _exit(alive ? 2 : 0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(found_by_its_whole_key), pooled_test(lives_as_long_as_somebody_has_it),
                                        pooled_test(forgets_only_what_is_meant), pooled_test(what_failed_is_not_kept), pooled_test(what_is_lent_outlives_the_end) };
    return unit_main(tests);
}
