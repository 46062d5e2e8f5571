import { describe, expect, test } from 'vitest';
import { conditionsOf, type Verdict } from './conditions.ts';

const AT = Date.parse('2026-03-01T10:00:00.900Z');
const verdict = (is: Verdict['is'], message = 'as it is'): Verdict => ({ is, reason: 'Because', message });
const short = (is: Verdict['is']): string =>
  conditionsOf(verdict(is), [], { generation: 3, now: AT })
    .map(({ type, status }) => `${type}=${status}`)
    .join(' ');

describe('conditions', () => {
  test.each([
    ['moving', 'ACK.ResourceSynced=False Reconciling=True Ready=False'],
    ['done', 'ACK.ResourceSynced=True Ready=True'],
    ['ended', 'ACK.Terminal=True ACK.ResourceSynced=True Stalled=True Ready=False'],
    ['refused', 'ACK.Terminal=True ACK.ResourceSynced=False Stalled=True Ready=False'],
    ['waiting', 'ACK.Recoverable=True ACK.ResourceSynced=False Reconciling=True Ready=False'],
    ['held', 'ACK.ResourceSynced=False Ready=False'],
  ] as const)('of what is %s stand in the order that readers rely on', (is, row) => {
    expect(short(is)).toBe(row);
  });

  test('carry the generation, the reason and the message', () => {
    expect(conditionsOf(verdict('done'), [], { generation: 3, now: AT })[1]).toEqual({
      type: 'Ready',
      status: 'True',
      reason: 'Because',
      message: 'as it is',
      observedGeneration: 3,
      lastTransitionTime: '2026-03-01T10:00:00Z',
    });
  });

  test('keep their time while their status stays, whatever else changes', () => {
    const before = conditionsOf(verdict('moving', 'downloading'), [], { generation: 1, now: AT });
    const after = conditionsOf(verdict('moving', 'training'), before, { generation: 2, now: AT + 60_000 });
    expect(after.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual(
      before.map(({ lastTransitionTime }) => lastTransitionTime),
    );
    expect(after[0]?.message).toBe('training');
  });

  test('take the time of the turn when their status turns', () => {
    const before = conditionsOf(verdict('moving'), [], { generation: 1, now: AT });
    const after = conditionsOf(verdict('done'), before, { generation: 1, now: AT + 60_000 });
    expect(after.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual(['2026-03-01T10:01:00Z', '2026-03-01T10:01:00Z']);
  });

  test('never grow beyond what an object can hold', () => {
    expect(conditionsOf(verdict('waiting', 'x'.repeat(100_000)), [], { generation: 1, now: AT })[0]?.message.length).toBe(2048);
  });
});
