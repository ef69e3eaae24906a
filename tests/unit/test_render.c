/* The caller's side of badges-render, with the real program and with programs that misbehave. The program is the one that lies
 * one folder above this test's own. */
#include "base/fault.h"
#include "io/picture.h"
#include "io/png.h"
#include "io/render.h"
#include "io/svg.h"
#include "png_make.h"
#include "unit.h"
#include <apr_strings.h>
#include <apr_time.h>
#include <dirent.h>
#include <libxml/parser.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static char program[PATH_MAX];
static const bdg_render_t real = { program, 20000 };

static const char *find_program(void)
{
    char self[PATH_MAX - 40];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return NULL;
    self[n] = 0;
    *strrchr(self, '/') = 0;
    snprintf(program, sizeof program, "%s/../badges-render", self);
    return access(program, X_OK) ? NULL : program;
}

static bdg_err_t *sh(const char *script, const void *in, size_t in_len, size_t out_max, int timeout_ms, bdg_buf_t **out, apr_pool_t *pool)
{
    const bdg_render_t cfg = { "/bin/sh", timeout_ms };
    const char *args[] = { "-c", script, NULL };
    return bdg_render_run(&cfg, args, in, in_len, out_max, out, pool);
}

static int open_descriptors(void)
{
    int n = 0;
    DIR *d = opendir("/proc/self/fd");
    while (d && readdir(d))
        n++;
    closedir(d);
    return n;
}

/* --- the talking, with a shell in place of the program */

static void bytes_go_both_ways_at_once(void **state)
{
    size_t n = 6 << 20;
    char *big = apr_palloc(*state, n);
    for (size_t i = 0; i < n; i++)
        big[i] = (char)(i * 7 + i / 251);
    bdg_buf_t *out;
    assert_ok(sh("cat; exit 0", big, n, n, 20000, &out, *state));       /* cat writes while we still send: both pipes fill */
    assert_int_equal(out->len, n);
    assert_memory_equal(out->data, big, n);
    assert_ok(sh("yes | head -c 500000 >&2; echo done", big, n, 100, 20000, &out, *state));      /* stderr full, stdin unread */
    assert_string_equal(out->data, "done\n");
}

static void exit_codes_have_their_meaning(void **state)
{
    static const struct { const char *script; bdg_code_e code; } cases[] = { { "exit 2", BDG_E_INVALID }, { "exit 3", BDG_E_TOO_LARGE }, { "exit 4", BDG_E_TOO_LARGE },
        { "exit 1", BDG_E_INTERNAL }, { "exit 5", BDG_E_INTERNAL }, { "kill -SEGV $$", BDG_E_INVALID }, { "kill -ABRT $$", BDG_E_INVALID },
        { "kill -KILL $$", BDG_E_UNAVAILABLE }, { "kill -XCPU $$", BDG_E_TOO_LARGE }, { "exit 0", BDG_E_UNAVAILABLE }, { "echo part; exit 2", BDG_E_INVALID } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bdg_buf_t *out;
        assert_err(sh(cases[i].script, "x", 1, 1000, 20000, &out, *state), cases[i].code, NULL);
    }
    bdg_buf_t *out;
    bdg_err_t *e = sh("echo 'because of this' >&2; exit 2", "x", 1, 1000, 20000, &out, *state);
    assert_non_null(strstr(e->detail, "because of this"));
    bdg_err_clear(e);
}

static void time_and_size_are_capped(void **state)
{
    bdg_buf_t *out;
    apr_time_t t = apr_time_now();
    assert_err(sh("exec sleep 60", "x", 1, 1000, 200, &out, *state), BDG_E_TOO_LARGE, "too long");
    assert_err(sh("exec >&- 2>&-; exec sleep 60", "x", 1, 1000, 20000, &out, *state), BDG_E_UNAVAILABLE, NULL);      /* closes all and lives on */
    assert_true(apr_time_now() - t < apr_time_from_sec(10));
    assert_err(sh("exec cat /dev/zero", "x", 1, 1000000, 20000, &out, *state), BDG_E_TOO_LARGE, "too large");
    char *big = apr_pcalloc(*state, BDG_RENDER_IN_MAX + 1);
    assert_err(sh("cat", big, BDG_RENDER_IN_MAX + 1, 10, 1000, &out, *state), BDG_E_TOO_LARGE, "MB");
}

static void what_is_inherited(void **state)
{
    bdg_buf_t *out;
    sigset_t all, before;
    int fd = dup(1);      /* without CLOEXEC, as a careless library of httpd's might */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    /* grep asks for its own: a shell that waits for it may block signals just then */
    bdg_err_t *e = sh("ls /proc/$$/fd | tr '\\n' ' '; grep -E 'SigBlk|SigIgn' /proc/self/status; env | sort", "", 0, 10000, 20000, &out, *state);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(fd);
    assert_ok(e);
    assert_memory_equal(out->data, "0 1 2 ", 6);
    assert_non_null(strstr(out->data, "SigBlk:\t0000000000000000"));
    const char *ignored = strstr(out->data, "SigIgn:\t");
    assert_non_null(ignored);
    assert_int_equal(strtoull(ignored + 8, NULL, 16) & 0x7fffffff, 0);      /* 32 and 33 are glibc's own */
    const char *env = strstr(out->data, "HOME=");
    assert_non_null(env);
    assert_string_equal(env, apr_psprintf(*state, "HOME=/nonexistent\nLANG=C.UTF-8\nPATH=/usr/bin:/bin\n%sXDG_CACHE_HOME=/nonexistent\n",
                                          strstr(env, "PWD=") ? apr_psprintf(*state, "%.*s", (int)(strchr(strstr(env, "PWD="), '\n') + 1 - strstr(env, "PWD=")), strstr(env, "PWD=")) : ""));
}

static void missing_program(void **state)
{
    const bdg_render_t cfg = { "/nonexistent/badges-render", 1000 };
    const char *args[] = { "png-normalise", NULL };
    bdg_buf_t *out;
    assert_err(bdg_render_run(&cfg, args, "x", 1, 10, &out, *state), BDG_E_UNAVAILABLE, NULL);
}

static void nothing_is_left_behind(void **state)
{
    int before = open_descriptors();
    for (int i = 0; i < 300; i++) {
        bdg_buf_t *out;
        apr_pool_t *pool;
        apr_pool_create(&pool, *state);
        assert_ok(sh(i % 2 ? "cat" : "cat; true", "hello", 5, 10, 20000, &out, pool));
        assert_err(sh("exit 2", "hello", 5, 10, 20000, &out, pool), BDG_E_INVALID, NULL);
        apr_pool_destroy(pool);
    }
    assert_int_equal(open_descriptors(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);      /* no zombie */
}

static void *many(void *failed)
{
    apr_pool_t *pool;
    apr_pool_create(&pool, NULL);
    for (int i = 0; i < 20; i++) {
        bdg_buf_t *out;
        const char *word = apr_psprintf(pool, "%p %d", (void *)&pool, i);
        bdg_err_t *e = sh("cat", word, strlen(word), 100, 30000, &out, pool);
        if (e || strcmp(out->data, word))
            __sync_fetch_and_add((int *)failed, 1);
        bdg_err_clear(e);
    }
    apr_pool_destroy(pool);
    return NULL;
}

static void many_threads_at_once(void **state)
{
    pthread_t t[12];
    int failed = 0;
    (void)state;
    for (int i = 0; i < 12; i++)
        assert_int_equal(pthread_create(&t[i], NULL, many, &failed), 0);
    for (int i = 0; i < 12; i++)
        pthread_join(t[i], NULL);
    assert_int_equal(failed, 0);
}

static void faults_on_purpose(void **state)
{
#ifdef BDG_FAULTS
    int before = open_descriptors(), n = 1;
    for (;; n++) {
        apr_pool_t *pool;
        bdg_buf_t *out = NULL;
        apr_pool_create(&pool, *state);
        bdg_fault_set(apr_psprintf(pool, "io:%d", n));
        bdg_err_t *e = sh("cat", "hello", 5, 100, 20000, &out, pool);
        int reached = bdg_fault_reached();
        bdg_fault_set(NULL);
        assert_int_equal(e != NULL, reached);
        bdg_err_clear(e);
        assert_ok(sh("cat", "hello", 5, 100, 20000, &out, pool));
        assert_string_equal(out->data, "hello");
        assert_int_equal(open_descriptors(), before);
        apr_pool_destroy(pool);
        if (!reached)
            break;
    }
    assert_true(n > 3);
#else
    (void)state;
    skip();
#endif
}

/* --- the real program */

static void size_of(const bdg_buf_t *png, unsigned w, unsigned h)
{
    bdg_png_info_t info;
    assert_ok(bdg_png_check(&info, png->data, png->len));
    assert_int_equal(info.width, w);
    assert_int_equal(info.height, h);
}

static void pictures_are_normalised(void **state)
{
    bdg_buf_t *in = png_plain(300, 100, *state), *baked = bdg_buf_make(1 << 20, *state), *out, *again;
    assert_ok(bdg_png_bake(baked, in->data, in->len, BDG_PNG_OB2, "GPS 52.1 N", 10));
    assert_ok(bdg_render_png(&real, baked->data, baked->len, 1200, &out, *state));
    size_of(out, 300, 100);
    assert_null(memmem(out->data, out->len, "GPS", 3));
    assert_ok(bdg_render_png(&real, in->data, in->len, 30, &out, *state));
    size_of(out, 30, 10);
    assert_ok(bdg_render_png(&real, in->data, in->len, 30, &again, *state));
    assert_int_equal(out->len, again->len);
    assert_memory_equal(out->data, again->data, out->len);
}

/* Each colour type and depth, and one that is interlaced. */
static void every_kind_of_png(void **state)
{
    static const struct { int colour, depth, channels; } kinds[] = { { 0, 1, 1 }, { 0, 2, 1 }, { 0, 4, 1 }, { 0, 8, 1 }, { 0, 16, 1 }, { 2, 8, 3 }, { 2, 16, 3 },
        { 3, 1, 1 }, { 3, 2, 1 }, { 3, 4, 1 }, { 3, 8, 1 }, { 4, 8, 2 }, { 4, 16, 2 }, { 6, 8, 4 }, { 6, 16, 4 } };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        bdg_buf_t *b = bdg_buf_make(1 << 20, *state), *out;
        png_put_head(b, 9, 7, kinds[i].depth, kinds[i].colour);
        if (kinds[i].colour == 3)
            png_put_chunk(b, "PLTE", "\1\2\3\4\5\6", 6);
        png_put_idat(b, (size_t)7 * (1 + ((size_t)9 * (size_t)kinds[i].channels * (size_t)kinds[i].depth + 7) / 8), 0);
        png_put_chunk(b, "IEND", "", 0);
        assert_ok(bdg_png_check(NULL, b->data, b->len));
        assert_ok(bdg_render_png(&real, b->data, b->len, 1200, &out, *state));
        size_of(out, 9, 7);
    }
    /* Adam7 of 8 by 8 grey pixels: seven passes of 2, 2, 3, 6, 10, 20 and 36 bytes. */
    bdg_buf_t *b = bdg_buf_make(1000, *state), *out;
    bdg_buf_add(b, "\x89PNG\r\n\x1a\n", 8);
    png_put_chunk(b, "IHDR", "\0\0\0\x08\0\0\0\x08\x08\0\0\0\1", 13);
    png_put_idat(b, 79, 0);
    png_put_chunk(b, "IEND", "", 0);
    assert_ok(bdg_png_check(NULL, b->data, b->len));
    assert_ok(bdg_render_png(&real, b->data, b->len, 1200, &out, *state));
    size_of(out, 8, 8);
}

static void hostile_pngs(void **state)
{
    bdg_buf_t *b = bdg_buf_make(8 << 20, *state), *out;
    png_put_head(b, 65535, 65535, 8, 6);
    png_put_idat(b, 100, 0);
    png_put_chunk(b, "IEND", "", 0);
    assert_err(bdg_render_png(&real, b->data, b->len, 1200, &out, *state), BDG_E_TOO_LARGE, "4096");
    /* more IDAT than the picture has room for */
    bdg_buf_clear(b);
    png_put_head(b, 4, 4, 8, 6);
    png_put_idat(b, 100 << 20, 0);
    png_put_chunk(b, "IEND", "", 0);
    bdg_err_t *e = bdg_render_png(&real, b->data, b->len, 1200, &out, *state);
    if (!e)
        size_of(out, 4, 4);
    bdg_err_clear(e);
    /* too little */
    bdg_buf_clear(b);
    png_put_head(b, 2000, 2000, 8, 6);
    png_put_idat(b, 100, 0);
    png_put_chunk(b, "IEND", "", 0);
    assert_err(bdg_render_png(&real, b->data, b->len, 1200, &out, *state), BDG_E_INVALID, "cannot be read");
    assert_err(bdg_render_png(&real, "GIF89a", 6, 1200, &out, *state), BDG_E_INVALID, NULL);
    assert_err(bdg_render_png(&real, "", 0, 1200, &out, *state), BDG_E_INVALID, NULL);
    bdg_buf_t *good = png_plain(20, 20, *state);
    for (size_t n = 0; n < good->len - 16; n += 7)       /* cut within the pixels; the last chunk alone is not missed by a decoder */
        assert_err(bdg_render_png(&real, good->data, n, 1200, &out, *state), BDG_E_INVALID, NULL);
}

static bdg_buf_t *sample(const char *name, apr_pool_t *pool)
{
    bdg_buf_t *b = bdg_buf_make(64 << 10, pool);
    char bytes[4096];
    FILE *f = fopen(apr_pstrcat(pool, "tests/fixtures/pictures/", name, NULL), "rb");
    assert_non_null(f);
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, f)) > 0;)
        bdg_buf_add(b, bytes, n);
    fclose(f);
    return b;
}

static void jpegs_and_gifs_become_pngs(void **state)
{
    static const struct { const char *name; bdg_picture_kind_e kind; unsigned w, h, small_w, small_h; } some[] = {
        { "photo.jpg", BDG_PICTURE_JPEG, 320, 160, 80, 40 }, { "turned.jpg", BDG_PICTURE_JPEG, 160, 320, 40, 80 }, { "progressive.jpg", BDG_PICTURE_JPEG, 320, 160, 80, 40 },
        { "inks.jpg", BDG_PICTURE_JPEG, 320, 160, 80, 40 }, { "frames.gif", BDG_PICTURE_GIF, 140, 60, 80, 34 }, { "interlaced.gif", BDG_PICTURE_GIF, 140, 60, 80, 34 } };
    bdg_buf_t *out, *png = png_plain(20, 20, *state);
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        bdg_buf_t *in = sample(some[i].name, *state);
        assert_int_equal(bdg_picture_kind(in->data, in->len), some[i].kind);
        assert_ok(bdg_render_picture(&real, in->data, in->len, 1200, &out, *state));
        size_of(out, some[i].w, some[i].h);
        assert_ok(bdg_render_picture(&real, in->data, in->len, 80, &out, *state));
        size_of(out, some[i].small_w, some[i].small_h);
    }
    assert_ok(bdg_render_picture(&real, png->data, png->len, 1200, &out, *state));
    assert_int_equal(bdg_picture_kind(png->data, png->len), BDG_PICTURE_PNG);
    assert_int_equal(bdg_picture_kind("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", 42), BDG_PICTURE_SVG);
    assert_int_equal(bdg_picture_kind("%PDF-1.4", 8), BDG_PICTURE_NONE);
    assert_int_equal(bdg_picture_kind("", 0), BDG_PICTURE_NONE);
}

/* Cut anywhere, and with any byte of the head another: refused or drawn, but never a crash, which would be told as a signal. */
static void broken_jpegs_and_gifs(void **state)
{
    static const char *const names[] = { "turned.jpg", "progressive.jpg", "inks.jpg", "interlaced.gif" };
    bdg_buf_t *out;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bdg_buf_t *in = sample(names[i], *state);
        for (size_t n = 0; n < in->len / 2; n += 1 + in->len / 24)
            assert_err(bdg_render_picture(&real, in->data, n, 1200, &out, *state), BDG_E_INVALID, NULL);
        for (size_t n = 0; n < 240 && n < in->len; n += 5) {
            char *bytes = apr_pmemdup(*state, in->data, in->len);
            bytes[n] ^= 0x55;
            bdg_err_t *e = bdg_render_picture(&real, bytes, in->len, 1200, &out, *state);
            assert_true(!e || e->code == BDG_E_INVALID || e->code == BDG_E_TOO_LARGE);
            if (e)
                assert_null(strstr(e->detail, "signal"));
            bdg_err_clear(e);
        }
    }
    assert_err(bdg_render_picture(&real, "GIF89a\xff\xff\xff\xff\0\0\0", 13, 1200, &out, *state), BDG_E_TOO_LARGE, "4096");
}

static void largest_picture_fits_the_limits(void **state)
{
    bdg_buf_t *in = png_plain(4096, 4096, *state), *out;
    assert_ok(bdg_render_png(&real, in->data, in->len, 1200, &out, *state));
    size_of(out, 1200, 1200);
}

static void svgs_are_drawn(void **state)
{
    static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 20 10\"><rect width=\"20\" height=\"10\" fill=\"red\"/></svg>";
    bdg_buf_t *clean = bdg_buf_make(BDG_SVG_MAX, *state), *out;
    assert_ok(bdg_svg_sanitise(clean, NULL, svg, sizeof svg - 1, *state));
    assert_ok(bdg_render_svg(&real, clean->data, clean->len, 600, 600, &out, *state));
    size_of(out, 600, 300);
    assert_err(bdg_render_svg(&real, "<svg", 4, 600, 600, &out, *state), BDG_E_INVALID, NULL);
    assert_err(bdg_render_svg(&real, clean->data, clean->len, 0, 600, &out, *state), BDG_E_INTERNAL, NULL);
}

/* Filters are the slow part of drawing: within the caps of the sanitiser, the limits must still end it. */
static void slow_svgs_end(void **state)
{
    bdg_buf_t *b = bdg_buf_make(BDG_SVG_MAX, *state), *out;
    bdg_buf_str(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4000 4000\"><filter id=\"f\" x=\"0\" y=\"0\" width=\"1\" height=\"1\">");
    for (int i = 0; i < 60; i++)
        bdg_buf_str(b, "<feMorphology operator=\"dilate\" radius=\"60\"/><feGaussianBlur stdDeviation=\"300\"/>");
    bdg_buf_str(b, "</filter>");
    for (int i = 0; i < 50; i++)
        bdg_buf_str(b, "<rect width=\"4000\" height=\"4000\" filter=\"url(#f)\"/>");
    bdg_buf_str(b, "</svg>");
    apr_time_t t = apr_time_now();
    const bdg_render_t hurried = { program, 4000 };
    assert_err(bdg_render_svg(&hurried, b->data, b->len, 1200, 1200, &out, *state), BDG_E_TOO_LARGE, NULL);
    assert_true(apr_time_now() - t < apr_time_from_sec(12));
}

static void cards_are_drawn(void **state)
{
    char *long_name = apr_pcalloc(*state, 20001);
    memset(long_name, 'W', 20000);
    const bdg_render_card_t cards[] = { { "Water Safety, level 2", NULL, "Ana Casta\xc3\xb1""eda", "Faculty of Sport", "12 November 2026", "badges.example" },
        { long_name, long_name, long_name, NULL, NULL, NULL }, { "", NULL, NULL, NULL, NULL, NULL },
        { "\xe5\x9c\x8b\xe5\xae\xb6\xe7\xb4\x9a", NULL, "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf <&\"'>", "e\xcc\x81\xcc\x81\xcc\x81 \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x92", "x", "y" } };
    bdg_buf_t *png = png_plain(100, 100, *state), *out;
    for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
        assert_ok(bdg_render_card(&real, &cards[i], png->data, png->len, &out, *state));
        size_of(out, 1200, 627);
    }
    assert_err(bdg_render_card(&real, &cards[0], "x", 1, &out, *state), BDG_E_INVALID, NULL);
}

static void certificates_are_drawn(void **state)
{
    char long_name[3000];
    memset(long_name, 'x', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = 0;
    const char *url = "https://badges.example/assertions/0123456789abcdefghjkmnpqrs", svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><rect width=\"9\" height=\"9\"/></svg>";
    bdg_render_certificate_t some[] = {
        { "A, B", "Certificate", "Ana Casta\xc3\xb1""eda", "has been awarded", "Water Safety", "by the Faculty", "The Faculty", "Swim.", "Today", "Look:", url, url, NULL, "en", "2026-11-12T00:00:00Z" },
        { long_name, long_name, long_name, long_name, long_name, long_name, long_name, long_name, long_name, long_name, url, long_name, long_name, "en", "2026-11-12T00:00:00Z" },
        { "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf", NULL, "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf <&\"'>", NULL, "\xe5\x9c\x8b\xe5\xae\xb6", NULL, NULL, NULL, NULL, NULL, url, NULL, NULL, "en", "2026-11-12T00:00:00Z" } };
    bdg_buf_t *png = png_plain(100, 100, *state), *one, *two;
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        assert_ok(bdg_render_certificate(&real, &some[i], png->data, png->len, i ? svg : NULL, sizeof svg - 1, &one, *state));
        assert_ok(bdg_render_certificate(&real, &some[i], png->data, png->len, i ? svg : NULL, sizeof svg - 1, &two, *state));
        assert_memory_equal(one->data, "%PDF-1.5", 8);
        assert_int_equal(one->len, two->len);
        assert_memory_equal(one->data, two->data, one->len);
        assert_non_null(strstr(one->data + one->len - 700, "/Lang (en)"));
    }
    assert_err(bdg_render_certificate(&real, &some[0], "x", 1, NULL, 0, &one, *state), BDG_E_INVALID, NULL);
    assert_err(bdg_render_certificate(&real, &some[0], png->data, png->len, "<svg", 4, &one, *state), BDG_E_INVALID, NULL);
    some[0].lang = ") /OpenAction <<";     /* nothing gets into the catalogue that way */
    assert_err(bdg_render_certificate(&real, &some[0], png->data, png->len, NULL, 0, &one, *state), BDG_E_INTERNAL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pooled_test(bytes_go_both_ways_at_once), pooled_test(exit_codes_have_their_meaning), pooled_test(time_and_size_are_capped),
        pooled_test(what_is_inherited), pooled_test(missing_program), pooled_test(nothing_is_left_behind), pooled_test(many_threads_at_once),
        pooled_test(faults_on_purpose), pooled_test(pictures_are_normalised), pooled_test(every_kind_of_png), pooled_test(hostile_pngs),
        pooled_test(jpegs_and_gifs_become_pngs), pooled_test(broken_jpegs_and_gifs),
        pooled_test(largest_picture_fits_the_limits), pooled_test(svgs_are_drawn), pooled_test(slow_svgs_end), pooled_test(cards_are_drawn),
        pooled_test(certificates_are_drawn),
    };
    if (!find_program()) {
        fprintf(stderr, "badges-render is not beside this test's folder: build it first\n");
        return 1;
    }
    xmlInitParser();
    return unit_main(tests);
}
