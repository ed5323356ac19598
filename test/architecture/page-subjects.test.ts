import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { namedSubjects, sentSubjects } from './page-subjects.ts';
import { projectFiles } from './project-files.ts';

const project = projectFiles(fileURLToPath(new URL('../../', import.meta.url)));

describe('pages', () => {
  // Who is woken at night looks for the subject; one that is named here and never sent is an old one.
  it.each(['docs/runbooks/README.md', 'docs/runbooks/', 'docs/decisions/0007-what-pages.md'])('are all in %s, and no other', (place) => {
    const documents = project.filter(({ path }) => path.startsWith(place));
    expect(namedSubjects(documents)).toEqual(sentSubjects(project));
  });

  it('are read from functions and machines', () => {
    const expression = "{% $substring('Sluice lost ' & $plan.service & ': nobody', 0, 99) %}";
    const state = JSON.stringify({ Resource: 'arn:aws:states:::sns:publish', Arguments: { Subject: expression, Message: 'm' } });
    const files = [
      { path: 'functions/a/a.ts', text: `await pager.page(\`Sluice restores \${service}, try \${number}\`, message);` },
      { path: 'functions/a/b.ts', text: `await pager.page(\n  \`Sluice gives up \${request?.service ?? 'one'}\`,\n  message,\n);` },
      { path: 'statemachines/a.asl.json', text: state },
      { path: 'statemachines/b.ts', text: `Resource: 'arn:aws:states:::sns:publish', Arguments: { Subject: "${expression}" }` },
    ];
    expect(sentSubjects(files)).toEqual(['Sluice gives up <>', 'Sluice lost <>: nobody', 'Sluice restores <>, try <>']);
  });

  it('are told with their file when their subject cannot be read', () => {
    const files = [
      { path: 'functions/a/a.ts', text: 'await pager.page(subject, message);' },
      { path: 'statemachines/a.asl.json', text: '"Resource": "arn:aws:states:::aws-sdk:sns:publish", "Arguments": {}' },
      { path: 'adapters/pager.ts', text: 'pager.page(subject, message)' },
    ];
    expect(sentSubjects(files)).toEqual(['functions/a/a.ts: subject, message);', 'statemachines/a.asl.json: sns:publish']);
  });

  it('are named in documents with words for what differs', () => {
    const text =
      'Paged `Sluice restores <service>, try <n>`, or `Sluice restores <any>, try <2>`; the alarm says `Sluice: why`, see `Sluice`.';
    expect(namedSubjects([{ path: 'docs/a.md', text }])).toEqual(['Sluice restores <>, try <>']);
  });
});
