import { describe, expect, test } from 'vitest';
import { parseCatalogue, parseReadme } from './readme.ts';

const README = `# File mode

A job whose data is
copied.

Cost: about 1 cent
(minutes of one machine).

| Object | Ends as | Because |
|---|---|---|
| \`Model/digits\` | ready |  |
| \`TrainingJob/digits\` | \`Failed\` | No S3 objects |

\`\`\`console
$ kubectl apply -f examples/topics/training/file-mode/
$ kubectl get trainingjobs
\`\`\`
`;

describe('a README', () => {
  test('tells what it shows, what it costs, how each object ends and how to look at it', () => {
    expect(parseReadme(README)).toEqual({
      title: 'File mode',
      shows: 'A job whose data is copied.',
      costs: 'about 1 cent (minutes of one machine).',
      ends: [
        { kind: 'Model', name: 'digits', as: 'Available', because: '' },
        { kind: 'TrainingJob', name: 'digits', as: 'Failed', because: 'No S3 objects' },
      ],
      look: ['kubectl apply -f examples/topics/training/file-mode/', 'kubectl get trainingjobs'],
    });
  });

  test.each([
    ['its title', '# File mode', 'File mode', 'begin with a title'],
    ['what it shows', 'A job whose data is\ncopied.\n\n', '', 'what the example shows'],
    ['its cost', 'Cost: ', 'Price: ', 'Cost: …'],
    ['its table', /\|.*\n/g, '', 'needs a table'],
    ['the status of an object', '| ready |', '|  |', 'each row'],
    ['the kind of an object', 'Model/digits', 'digits', 'each row'],
  ])('that lacks %s is told what to write', (_what, before, after, told) => {
    expect(() => parseReadme(README.replace(before, after))).toThrow(told);
  });
});

test('a catalogue leads from each file to its end, and other tables do not count', () => {
  const text = `| Manifest | Kind | Ends as |
|---|---|---|
| [model.yaml](kinds/model.yaml) | Model | ready |
| [job.yaml](job.yaml) | TrainingJob | \`Completed\` |

| Other | Table |
|---|---|
| a | b |
`;
  expect(parseCatalogue(text)).toEqual([
    { file: 'kinds/model.yaml', as: 'Available' },
    { file: 'job.yaml', as: 'Completed' },
  ]);
});
