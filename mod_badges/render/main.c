/* badges-render JOB [--name value]...   reads stdin, writes stdout. The jobs are in the table below. */
#include "render/render.h"
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    void (*run)(const job_t *job);
} jobs[] = {
    { "png-normalise", job_png_normalise },   /* --max-pixels WxH --out-max N */
    { "picture-normalise", job_picture_normalise },   /* the same of PNG, JPEG or GIF; --photo 1: JPEG comes out where nothing is clear */
    { "svg-png", job_svg_png },               /* --width N --height N: the largest that fits, ratio kept */
    { "certificate", job_certificate },       /* stdin: length and JSON as below, then twice a length and that many bytes: PNG, SVG (or none) */
    { "outline", job_outline },               /* words -> outlines that need no font; stdin and stdout: JSON, see outline.c */
    { "og-image", job_og_image },             /* stdin: 4 bytes length (big endian), that much JSON, then a PNG */
};

int main(int argc, char **argv)
{
    render_limits_set();
    if (argc < 2)
        render_fail(RENDER_USAGE, "usage: badges-render JOB [--name value]...");
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++)
        if (!strcmp(argv[1], jobs[i].name)) {
            job_t job = { .args = (const char *const *)argv + 2 };
            job.in = render_read_all(&job.in_len);
            jobs[i].run(&job);
            _exit(RENDER_OK);      /* all is written; what is still allocated goes with the process */
        }
    render_fail(RENDER_USAGE, "no such job");
}
