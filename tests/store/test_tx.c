/* Transactions: run again whole or not at all, never half. */
#include "store.h"
#include "store/organisation.h"
#include "store/public_change.h"
#include <apr_strings.h>
#include <apr_thread_cond.h>
#include <apr_thread_proc.h>
#include <stdatomic.h>

static long long com_commit(MYSQL *my)
{
    apr_pool_t *pool;
    apr_pool_create(&pool, NULL);
    if (mysql_query(my, "SHOW GLOBAL STATUS LIKE 'Com_commit'"))
        fail_msg("%s", mysql_error(my));
    MYSQL_RES *res = mysql_store_result(my);
    long long n = atoll(mysql_fetch_row(res)[1]);
    mysql_free_result(res);
    apr_pool_destroy(pool);
    return n;
}

static long long revision(store_t *s, int shard)
{
    return raw_int(s->raw, apr_psprintf(s->pool, "SELECT revision FROM public_change WHERE shard = %d", shard));
}

static bdg_err_t *bump(bdg_db_t *db, int shard) { return bdg_db_exec(db, BDG_Q_PUBLIC_CHANGE_BUMP, BDG_ARGS(BDG_INT(shard)), NULL, NULL); }
static bdg_err_t *none(void *baton, const bdg_row_t *row) { (void)baton; (void)row; return NULL; }

/* ---------------------------------------------------------------- 1213: two threads take two rows in opposite order */

typedef struct meeting_t { apr_thread_mutex_t *lock; apr_thread_cond_t *both; int there; atomic_int runs; } meeting_t;
typedef struct side_t { bdg_db_t *db; int first, second; int met; meeting_t *m; bdg_err_t *err; apr_pool_t *pool; } side_t;

static void meet(side_t *side)
{
    meeting_t *m = side->m;
    if (side->met)
        return;
    side->met = 1;
    apr_thread_mutex_lock(m->lock);
    if (++m->there == 2)
        apr_thread_cond_broadcast(m->both);
    while (m->there < 2)
        apr_thread_cond_wait(m->both, m->lock);
    apr_thread_mutex_unlock(m->lock);
}

static bdg_err_t *cross(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    side_t *side = baton;
    (void)scratch;
    atomic_fetch_add(&side->m->runs, 1);
    BDG_TRY(bump(db, side->first));
    meet(side);
    return bump(db, side->second);
}

static void *APR_THREAD_FUNC run_side(apr_thread_t *t, void *baton)
{
    side_t *side = baton;
    (void)t;
    side->err = bdg_db_tx(side->db, cross, side, side->pool);
    return NULL;
}

static void deadlock(void **state)
{
    store_t *s = *state;
    apr_thread_t *t[2];
    apr_status_t rv;
    meeting_t m = { .there = 0 };
    side_t side[2] = { { s->db, 1, 2, 0, &m, NULL, NULL }, { s->other, 2, 1, 0, &m, NULL, NULL } };
    apr_thread_mutex_create(&m.lock, APR_THREAD_MUTEX_DEFAULT, s->pool);
    apr_thread_cond_create(&m.both, s->pool);
    for (int i = 0; i < 2; i++) {
        apr_pool_create(&side[i].pool, NULL);
        assert_int_equal(apr_thread_create(&t[i], NULL, run_side, &side[i], s->pool), APR_SUCCESS);
    }
    for (int i = 0; i < 2; i++)
        apr_thread_join(&rv, t[i]);
    for (int i = 0; i < 2; i++) {
        MUST(side[i].err);
        apr_pool_destroy(side[i].pool);
    }
    assert_true(atomic_load(&m.runs) >= 3);
    assert_int_equal(revision(s, 1), 2);      /* each counted once on each row: no run was kept half */
    assert_int_equal(revision(s, 2), 2);
}

/* ---------------------------------------------------------------- 1020, 1205 */

typedef struct again_t { store_t *s; int runs; } again_t;

static bdg_err_t *read_then_write(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    again_t *a = baton;
    (void)scratch;
    BDG_TRY(bdg_db_each(db, BDG_Q_PUBLIC_CHANGE_ALL, BDG_NO_ARGS, none, NULL));      /* the snapshot */
    if (++a->runs == 1)
        BDG_TRY(bump(a->s->other, 5));                                               /* somebody else was quicker */
    return bump(db, 5);
}

static void snapshot_conflict(void **state)
{
    store_t *s = *state;
    again_t a = { s, 0 };
    MUST(bdg_db_tx(s->db, read_then_write, &a, s->pool));
    assert_int_equal(a.runs, 2);
    assert_int_equal(revision(s, 5), 2);
}

static bdg_err_t *two_rows(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    again_t *a = baton;
    (void)scratch;
    if (++a->runs == 2)
        raw_run(a->s->raw, "COMMIT");
    BDG_TRY(bump(db, 6));
    return bump(db, 7);
}

static void lock_wait(void **state)
{
    store_t *s = *state;
    again_t a = { s, 0 };
    MUST(bdg_db_script(s->db, "SET SESSION innodb_lock_wait_timeout = 1", 40));
    raw_run(s->raw, "START TRANSACTION");
    raw_run(s->raw, "UPDATE public_change SET revision = revision WHERE shard = 7");
    MUST(bdg_db_tx(s->db, two_rows, &a, s->pool));
    assert_int_equal(a.runs, 2);
    assert_int_equal(revision(s, 6), 1);      /* not 2: the first run's half went back */
    assert_int_equal(revision(s, 7), 1);
}

static bdg_err_t *always_late(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    again_t *a = baton;
    (void)scratch;
    a->runs++;
    BDG_TRY(bdg_db_each(db, BDG_Q_PUBLIC_CHANGE_ALL, BDG_NO_ARGS, none, NULL));
    BDG_TRY(bump(a->s->other, 8));
    return bump(db, 8);
}

static void it_does_not_try_for_ever(void **state)
{
    store_t *s = *state;
    again_t a = { s, 0 };
    assert_err(bdg_db_tx(s->db, always_late, &a, s->pool), BDG_E_UNAVAILABLE, NULL);
    assert_true(a.runs > 3 && a.runs < 20);
    assert_int_equal(revision(s, 8), a.runs);      /* only the others' */
    MUST(bump(s->db, 8));
}

/* ---------------------------------------------------------------- the first error ends it */

static bdg_err_t *drops_an_error(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    again_t *a = baton;
    (void)scratch;
    a->runs++;
    BDG_TRY(bump(db, 9));
    bdg_organisation_t o = { .public_id = "0123456789abcdefghjkmnpqrs", .slug = "a", .name = "A" };
    BDG_TRY(bdg_organisation_insert(&o, db));
    bdg_err_t *e = bdg_organisation_insert(&o, db);
    assert_non_null(e);
    assert_int_equal(e->code, BDG_E_DUPLICATE);
    bdg_err_clear(e);
    e = bump(db, 10);
    assert_non_null(e);      /* nothing is sent any more */
    bdg_err_clear(e);
    return NULL;             /* as if all were well */
}

static void poisoned(void **state)
{
    store_t *s = *state;
    again_t a = { s, 0 };
    long long commits = com_commit(s->raw);
    assert_err(bdg_db_tx(s->db, drops_an_error, &a, s->pool), BDG_E_INTERNAL, NULL);
    assert_int_equal(a.runs, 1);
    assert_int_equal(com_commit(s->raw), commits);
    assert_int_equal(revision(s, 9), 0);
    assert_int_equal(revision(s, 10), 0);
    assert_int_equal(raw_int(s->raw, "SELECT COUNT(*) FROM organisation"), 0);
    MUST(bump(s->db, 10));      /* the connection itself is fine */
    assert_int_equal(revision(s, 10), 1);
}

static bdg_err_t *outer(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    BDG_TRY(bump(db, 11));
    BDG_TRY(bdg_db_tx(db, two_rows, baton, scratch));
    return bdg_err(BDG_E_CONFLICT, "no");
}

static void inside_another(void **state)
{
    store_t *s = *state;
    again_t a = { s, 5 };
    assert_err(bdg_db_tx(s->db, outer, &a, s->pool), BDG_E_CONFLICT, "no");
    assert_int_equal(revision(s, 6) + revision(s, 7) + revision(s, 11), 0);
}

/* ---------------------------------------------------------------- connections that end */

static void end_connections_but(store_t *s)
{
    raw_run(s->raw, "BEGIN NOT ATOMIC DECLARE done INT DEFAULT 0; DECLARE i BIGINT; DECLARE c CURSOR FOR SELECT id FROM information_schema.processlist "
                    "WHERE user = SUBSTRING_INDEX(USER(), '@', 1) AND id <> CONNECTION_ID(); DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1; DECLARE CONTINUE HANDLER FOR 1094 SET i = 0; "
                    "OPEN c; l: LOOP FETCH c INTO i; IF done THEN LEAVE l; END IF; KILL i; END LOOP; END");
}

static bdg_err_t *killed_at_the_end(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    again_t *a = baton;
    (void)scratch;
    a->runs++;
    BDG_TRY(bump(db, 12));
    end_connections_but(a->s);
    return NULL;
}

static bdg_err_t *killed_in_the_middle(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    BDG_TRY(killed_at_the_end(db, baton, scratch));
    return bump(db, 13);
}

static void lost_at_commit(void **state)
{
    store_t *s = *state;
    again_t a = { s, 0 };
    assert_err(bdg_db_tx(s->db, killed_at_the_end, &a, s->pool), BDG_E_UNKNOWN_OUTCOME, NULL);
    assert_int_equal(a.runs, 1);
    assert_true(bdg_db_broken(s->db));
    assert_err(bump(s->db, 12), BDG_E_UNAVAILABLE, NULL);
}

static void lost_in_the_middle(void **state)
{
    store_t *s = *state;
    again_t a = { s, 0 };
    assert_err(bdg_db_tx(s->db, killed_in_the_middle, &a, s->pool), BDG_E_UNAVAILABLE, NULL);
    assert_int_equal(a.runs, 1);
    assert_true(bdg_db_broken(s->db));
    assert_int_equal(revision(s, 12), 0);
}

/* A server that says nothing, as one that was stopped: an answer in time all the same. */
static void patience(void **state)
{
    store_t *s = *state;
    MUST(bump(s->db, 14));
    bdg_db_patience(s->db, 1);
    apr_time_t began = apr_time_now();
    raw_run(s->raw, "LOCK TABLES public_change WRITE");
    assert_err(bump(s->db, 14), BDG_E_UNAVAILABLE, NULL);
    raw_run(s->raw, "UNLOCK TABLES");
    assert_true(apr_time_now() - began < apr_time_from_sec(3));
    assert_true(bdg_db_broken(s->db));
}

int main(void)
{
    bdg_log_set(quiet, NULL);
    const struct CMUnitTest tests[] = { store_test(deadlock), store_test(snapshot_conflict), store_test(lock_wait), store_test(it_does_not_try_for_ever), store_test(poisoned),
                                        store_test(inside_another), store_test(lost_at_commit), store_test(lost_in_the_middle), store_test(patience) };
    return store_main(tests);
}
