/* The database fails at the Nth thing that is asked of it, for every N an operation has: afterwards the operation has happened whole and said so,
 * or not at all and said that; and done again it succeeds. */
#include "store.h"
#include "core/account.h"
#include "core/assertion.h"
#include "core/badge_class.h"
#include "core/batch.h"
#include "core/issuer.h"
#include <unistd.h>

#ifndef BDG_FAULTS
int main(void)
{
    print_message("faults are not built in: MODE=debug\n");
    return 1;
}
#else

/* An operation after its preparation; the same each time it is called. steps: it is several transactions, and goes on where it stood. */
typedef struct operation_t { const char *name; void (*prepare)(bdg_db_t *db, apr_pool_t *pool); bdg_err_t *(*run)(bdg_db_t *db, apr_pool_t *pool); int steps; } operation_t;

static bdg_actor_t actor = { .account_id = -1, .address = "", .email = "", .name = "", .perms = ~(bdg_perms_t)0 };

static bdg_err_t *make_admin(bdg_db_t *db, apr_pool_t *pool)
{
    bdg_account_t *a;
    bdg_new_admin_t form = { .organisation = "Northgate", .name = "Robin", .email = "robin@northgate.example", .password = "correct horse battery" };
    assert_int_equal(bdg_new_admin_check(&form, pool), 0);
    return bdg_new_admin_make(&a, db, &form, "$argon2id$", NULL, &actor, pool);
}

static void with_admin(bdg_db_t *db, apr_pool_t *pool)
{
    bdg_db_t *raw = db;
    MUST(make_admin(raw, pool));
    MYSQL *my = raw_connect();
    actor.organisation_id = raw_int(my, "SELECT MAX(id) FROM organisation");
    mysql_close(my);
}

static void nothing(bdg_db_t *db, apr_pool_t *pool) { (void)db; (void)pool; }

static bdg_edit_t edit_of(bdg_db_t *db, const char *table, apr_pool_t *pool)
{
    bdg_edit_t e = { .db = db, .actor = &actor, .organisation_id = actor.organisation_id, .check = bdg_check_make(pool), .pool = pool };
    if (table) {
        MYSQL *my = raw_connect();
        e.id = raw_int(my, apr_psprintf(pool, "SELECT MAX(id) FROM %s", table));
        e.revision = (int)raw_int(my, apr_psprintf(pool, "SELECT revision FROM %s ORDER BY id DESC LIMIT 1", table));
        mysql_close(my);
    }
    return e;
}

static bdg_err_t *make_issuer(bdg_db_t *db, apr_pool_t *pool)
{
    const char *id;
    bdg_edit_t e = edit_of(db, NULL, pool);
    return bdg_issuer_create(&id, &e, &(bdg_issuer_typed_t){ .name = "Northgate", .url = "https://northgate.example/", .email = "badges@northgate.example" });
}

static void with_issuer(bdg_db_t *db, apr_pool_t *pool)
{
    with_admin(db, pool);
    MUST(make_issuer(db, pool));
}

static bdg_err_t *change_issuer(bdg_db_t *db, apr_pool_t *pool)
{
    bdg_edit_t e = edit_of(db, "issuer", pool);
    return bdg_issuer_change(&e, &(bdg_issuer_typed_t){ .name = "Northgate College", .url = "https://northgate.example/", .email = "badges@northgate.example" });
}

static bdg_err_t *make_badge(bdg_db_t *db, apr_pool_t *pool)
{
    const char *id;
    bdg_edit_t e = edit_of(db, NULL, pool);
    return bdg_badge_class_create(&id, &e, &(bdg_badge_details_t){ .name = "Water Safety", .description = "Swims.", .language = "en", .tags = "water, safety" });
}

static void with_badge(bdg_db_t *db, apr_pool_t *pool)
{
    with_issuer(db, pool);
    MUST(make_badge(db, pool));
}

static bdg_err_t *write_criteria(bdg_db_t *db, apr_pool_t *pool)
{
    bdg_edit_t e = edit_of(db, "badge_class", pool);
    return bdg_badge_class_set_criteria(&e, &(bdg_badge_criteria_t){ .text = "Swim *100 m*." });
}

static void with_published(bdg_db_t *db, apr_pool_t *pool)
{
    with_badge(db, pool);
    MYSQL *my = raw_connect();
    raw_run(my, "UPDATE badge_class SET state = 'published', published_at = UTC_TIMESTAMP(6), issuer_id = (SELECT MAX(id) FROM issuer)");
    mysql_close(my);
}

static bdg_err_t *award(bdg_db_t *db, apr_pool_t *pool)
{
    bdg_award_result_t r;
    bdg_edit_t e = edit_of(db, "badge_class", pool);
    bdg_award_typed_t typed = { .form = "0123456789abcdefghjkmnpqrs", .mail = 1 };
    typed.fields[BDG_AWARD_NAME] = "Noor Haddad";
    typed.fields[BDG_AWARD_IDENTITY] = "noor@people.example";
    typed.fields[BDG_AWARD_EVIDENCE_URL] = "https://people.example/noor";
    return bdg_assertion_award(&r, &e, &typed);
}

static void with_award(bdg_db_t *db, apr_pool_t *pool)
{
    with_published(db, pool);
    MUST(award(db, pool));
}

static bdg_err_t *withdraw(bdg_db_t *db, apr_pool_t *pool)
{
    bdg_edit_t e = edit_of(db, "assertion", pool);
    return bdg_assertion_withdraw(&e, "Issued by mistake");
}

static void with_batch(bdg_db_t *db, apr_pool_t *pool)
{
    bdg_badge_class_t *badge;
    bdg_batch_t *batch;
    bdg_table_limits_t limits = { .rows = 1000 };
    int started;
    char path[] = "/tmp/badges-faults-XXXXXX";
    with_published(db, pool);
    int fd = mkstemp(path);
    FILE *f = fdopen(fd, "w");
    fputs("Recipient name,Email\n", f);
    for (int i = 0; i < 20; i++)
        fprintf(f, "Person %d,person.%d@people.example\n", i, i);
    fclose(f);
    MUST(bdg_badge_class_by_id(&badge, db, edit_of(db, "badge_class", pool).id, pool));
    MUST(bdg_batch_create(&batch, db, &actor, badge, "Faults", pool));
    MUST(bdg_batch_load(db, &actor, batch->id, -1, path, "people.csv", NULL, &limits, pool));
    MUST(bdg_batch_check_start(db, batch->id, 0, &started, pool));
    MUST(bdg_batch_check_now(db, batch->id, pool));
    MUST(bdg_batch_confirm(db, &actor, batch->id, -1, 1, pool));
    unlink(path);
}

static bdg_err_t *issue_batch(bdg_db_t *db, apr_pool_t *pool)
{
    int64_t id = edit_of(db, "batch", pool).id;
    int done = 0;
    BDG_TRY(bdg_batch_issue_now(db, id, pool));
    while (!done)
        BDG_TRY(bdg_batch_mail_step(db, id, &done, pool));
    return NULL;
}

static const operation_t operations[] = {
    { "first administrator", nothing, make_admin, 0 },
    { "issuer", with_admin, make_issuer, 0 },
    { "issuer's profile", with_issuer, change_issuer, 0 },
    { "badge class", with_issuer, make_badge, 0 },
    { "criteria", with_badge, write_criteria, 0 },
    { "award", with_published, award, 0 },
    { "revocation", with_award, withdraw, 0 },
    { "batch", with_batch, issue_batch, 1 },
};

/* How much there is of everything. */
static const char *state_of(MYSQL *my, apr_pool_t *pool)
{
    return raw_text(my, pool, "SELECT CONCAT_WS(' ', (SELECT COUNT(*) FROM account), (SELECT COUNT(*) FROM organisation), (SELECT COUNT(*) FROM organisation_ancestor), "
        "(SELECT COUNT(*) FROM role_assignment), (SELECT CONCAT(COUNT(*), '+', COALESCE(SUM(revision), 0)) FROM issuer), (SELECT COUNT(*) FROM issuer_version), "
        "(SELECT CONCAT(COUNT(*), '+', COALESCE(SUM(revision), 0), '+', COALESCE(SUM(award_count), 0)) FROM badge_class), "
        "(SELECT CONCAT(COUNT(*), '+', COALESCE(SUM(state), 0), '+', COUNT(DISTINCT recipient_identity)) FROM assertion), "
        "(SELECT CONCAT(COUNT(*), '+', COALESCE(SUM(issued_count), 0), '+', COALESCE(MAX(state), '')) FROM batch), (SELECT CONCAT(COUNT(*), '+', SUM(COALESCE(LENGTH(criteria_text), 0))) FROM badge_class_version), "
        "(SELECT COUNT(*) FROM audit), (SELECT COUNT(*) FROM outbox), (SELECT COUNT(*) FROM job), (SELECT SUM(revision) FROM public_change))");
}

static void prepared(store_t *s, const operation_t *op)
{
    apr_pool_t *pool;
    bdg_db_t *db;
    apr_pool_create(&pool, NULL);
    raw_empty(s->raw, pool);
    MUST(bdg_db_connect(&db, "group=badges", pool));
    op->prepare(db, pool);
    apr_pool_destroy(pool);
}

/* On a connection of its own, which is closed before anybody looks. */
static bdg_code_e run(const operation_t *op, const char *fault, int *reached)
{
    apr_pool_t *pool;
    bdg_db_t *db;
    apr_pool_create(&pool, NULL);
    MUST(bdg_db_connect(&db, "group=badges", pool));
    bdg_fault_set(fault);
    bdg_err_t *e = op->run(db, pool);
    *reached = fault ? bdg_fault_reached() : 0;
    bdg_fault_set(NULL);
    bdg_code_e code = e ? e->code : 0;
    bdg_err_clear(e);
    apr_pool_destroy(pool);
    return code;
}

/* The server takes a closed connection's half-done transaction back a moment later; three connections are the test's own. */
static const char *settled(store_t *s, const char *want)
{
    const char *is = "";
    for (apr_time_t until = apr_time_now() + apr_time_from_sec(5); apr_time_now() < until; apr_sleep(2000))
        if (!raw_int(s->raw, "SELECT COUNT(*) - 3 FROM information_schema.processlist") && !strcmp(is = state_of(s->raw, s->pool), want))
            break;
    return is;
}

static int all_faults(store_t *s, const operation_t *op, int number)
{
    int reached = 1, n = 1;
    prepared(s, op);
    const char *before = state_of(s->raw, s->pool);
    assert_int_equal(run(op, NULL, &(int){ 0 }), 0);
    const char *after = state_of(s->raw, s->pool);
    assert_string_not_equal(before, after);
    for (; reached; n++) {
        prepared(s, op);
        bdg_code_e code = run(op, apr_psprintf(s->pool, "db:%d:%d", n, number), &reached);
        const char *want = code ? before : after, *is = code && op->steps ? want : settled(s, want);
        if (strcmp(is, want))
            fail_msg("%s, fault %d at %d said %s and left\n%s instead of\n%s", op->name, number, n, code ? bdg_code_name(code) : "fine", is, want);
        if (code && code != BDG_E_UNAVAILABLE && code != BDG_E_UNKNOWN_OUTCOME && code != BDG_E_INTERNAL)
            fail_msg("%s, fault %d at %d said %s", op->name, number, n, bdg_code_name(code));
        if ((number == 1213 || number == 1020) && code)
            fail_msg("%s, fault %d at %d was not tried again: %s", op->name, number, n, bdg_code_name(code));
        if (code) {
            assert_int_equal(run(op, NULL, &(int){ 0 }), 0);
            assert_string_equal(settled(s, after), after);
        }
    }
    return n - 2;
}

static void faults(void **state)
{
    static const int numbers[] = { 1213, 1020, 1047, 2013, 1114 };
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        int n = 0;
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
            n = all_faults(*state, &operations[i], numbers[k]);
            assert_true(n >= 4);
        }
        print_message("%s: %d places, %d faults at each\n", operations[i].name, n, (int)(sizeof numbers / sizeof *numbers));
    }
}

int main(void)
{
    bdg_log_set(quiet, NULL);
    const struct CMUnitTest tests[] = { store_test(faults) };
    return store_main(tests);
}
#endif
