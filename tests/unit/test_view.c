#include "unit.h"
#include "base/json.h"
#include "view/view.h"
#include <apr_file_io.h>
#include <apr_strings.h>
#include <apr_thread_proc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *folder(apr_pool_t *pool)
{
    char *dir = apr_pstrdup(pool, "/tmp/bdg-view-XXXXXX");
    assert_non_null(mkdtemp(dir));
    assert_int_equal(apr_dir_make_recursive(apr_pstrcat(pool, dir, "/admin/batches", NULL), APR_OS_DEFAULT, pool), APR_SUCCESS);
    assert_int_equal(apr_dir_make_recursive(apr_pstrcat(pool, dir, "/mail", NULL), APR_OS_DEFAULT, pool), APR_SUCCESS);
    return dir;
}

static void put(const char *dir, const char *name, const char *text, apr_pool_t *pool)
{
    FILE *f = fopen(apr_pstrcat(pool, dir, "/", name, NULL), "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static void drop(const char *dir, apr_pool_t *pool)
{
    static const char *const all[] = { "layout.html", "admin/batches/list.html", "mail/award.txt", "mail/notes.md", "bad.html", ".hidden.html",
        "admin/batches", "admin", "mail", "" };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        remove(apr_pstrcat(pool, dir, "/", all[i], NULL));
}

static const char *fill(const char *dir, apr_pool_t *pool)
{
    put(dir, "layout.html", "<b>{{$content}}{{/content}}</b>", pool);
    put(dir, "admin/batches/list.html", "{{<layout}}{{$content}}{{name}}{{/content}}{{/layout}}", pool);
    put(dir, "mail/award.txt", "Dear {{name}}", pool);
    put(dir, "mail/notes.md", "{{", pool);
    put(dir, ".hidden.html", "{{", pool);
    return dir;
}

static const char *shown(const bdg_view_t *view, const char *name, const json_t *model, apr_pool_t *pool)
{
    bdg_buf_t *out = bdg_buf_make(1000, pool);
    assert_ok(bdg_view_render(view, name, model, out));
    return out->data;
}

static void load_and_render(void **state)
{
    bdg_view_t *view;
    const char *dir = fill(folder(*state), *state);
    json_t *model = bdg_json_str(bdg_json_object(*state), "name", "Ada & Co");
    assert_ok(bdg_view_load(&view, dir, *state));
    drop(dir, *state);
    assert_string_equal(shown(view, "admin/batches/list", model, *state), "<b>Ada &amp; Co</b>");
    assert_string_equal(shown(view, "mail/award.txt", model, *state), "Dear Ada & Co");
    assert_true(bdg_view_has(view, "layout"));
    assert_false(bdg_view_has(view, "layout.html"));
    assert_false(bdg_view_has(view, ".hidden"));
    bdg_buf_t *out = bdg_buf_make(10, *state);
    assert_err(bdg_view_render(view, "none", model, out), BDG_E_INTERNAL, NULL);
    assert_err(bdg_view_render(view, "admin/batches/list", model, out), BDG_E_TOO_LARGE, NULL);
}

static void load_errors(void **state)
{
    bdg_view_t *view;
    const char *dir = folder(*state);
    assert_err(bdg_view_load(&view, dir, *state), BDG_E_NOT_FOUND, "no templates");
    assert_null(view);
    fill(dir, *state);
    put(dir, "bad.html", "x\n{{#a}}", *state);
    assert_err(bdg_view_load(&view, dir, *state), BDG_E_MALFORMED, "bad.html:2: ");
    put(dir, "bad.html", "x\n\n{{>admin/none}}", *state);
    assert_err(bdg_view_load(&view, dir, *state), BDG_E_NOT_FOUND, "bad.html:3: ");
    put(dir, "bad.html", "{{{name}}}", *state);
    assert_err(bdg_view_load(&view, dir, *state), BDG_E_INVALID, "bad.html:1: ");
    drop(dir, *state);
    assert_err(bdg_view_load(&view, dir, *state), BDG_E_NOT_FOUND, dir);
}

static void strings(void **state)
{
    const char *text = "Hi {{name}}{{{x_html}}}";
    bdg_buf_t *out = bdg_buf_make(100, *state);
    json_t *model = bdg_json_str(bdg_json_str(bdg_json_object(*state), "name", "<A>"), "x_html", "<b>");
    assert_ok(bdg_view_render_string(text, strlen(text), BDG_VIEW_HTML, model, out, *state));
    assert_string_equal(out->data, "Hi &lt;A&gt;<b>");
    bdg_buf_clear(out);
    assert_ok(bdg_view_render_string(text, strlen(text), BDG_VIEW_TEXT, model, out, *state));
    assert_string_equal(out->data, "Hi <A><b>");
    assert_ok(bdg_view_check_string("", 0, BDG_VIEW_HTML, *state));
    assert_err(bdg_view_check_string("\n{{>x}}", 7, BDG_VIEW_HTML, *state), BDG_E_INVALID, "Line 2: ");
    assert_err(bdg_view_check_string("{{{x}}}", 7, BDG_VIEW_HTML, *state), BDG_E_INVALID, "Line 1: ");
    char *large = apr_pcalloc(*state, 300000);
    memset(large, 'x', 300000);
    assert_err(bdg_view_check_string(large, 300000, BDG_VIEW_TEXT, *state), BDG_E_TOO_LARGE, NULL);
}

typedef struct { const bdg_view_t *view; const json_t *model; int wrong; } worker_t;

static void *work(void *baton)
{
    worker_t *w = baton;
    apr_pool_t *pool;
    apr_pool_create(&pool, NULL);
    bdg_buf_t *out = bdg_buf_make(1000, pool);
    for (int i = 0; i < 5000; i++) {
        bdg_buf_clear(out);
        bdg_err_t *err = bdg_view_render(w->view, "admin/batches/list", w->model, out);
        w->wrong += err || strcmp(out->data, "<b>Ada</b>");
        bdg_err_clear(err);
    }
    apr_pool_destroy(pool);
    return NULL;
}

static void threads(void **state)
{
    bdg_view_t *view;
    pthread_t id[4];
    worker_t w[4];
    const char *dir = fill(folder(*state), *state);
    json_t *model = bdg_json_str(bdg_json_object(*state), "name", "Ada");
    assert_ok(bdg_view_load(&view, dir, *state));
    drop(dir, *state);
    for (int i = 0; i < 4; i++) {
        w[i] = (worker_t){ view, model, 0 };
        assert_int_equal(pthread_create(&id[i], NULL, work, &w[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(id[i], NULL);
        assert_int_equal(w[i].wrong, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(load_and_render), pooled_test(load_errors), pooled_test(strings), pooled_test(threads) };
    return unit_main(tests);
}
