import { expect, test } from 'vitest';
import { readTeam, teamIdOf } from './team.ts';

test.each([
  ['https://www.figma.com/files/team/123456/our-team', '123456'],
  ['https://www.figma.com/files/team/123456', '123456'],
  ['https://www.figma.com/files/98765/team/123456/our-team?fuid=1#x', '123456'],
  ['https://www.figma.com/files/98765/team/123456/all-projects', '123456'],
  ['www.figma.com/files/team/123456/our-team', '123456'],
  ['figma.com/files/team/123456', '123456'],
  ['  HTTPS://WWW.FIGMA.COM/files/team/123456/x \n', '123456'],
  ['https://www.figma-gov.com/files/team/123456/x', '123456'],
])('%s names team %s', (text, id) => expect(teamIdOf(text)).toBe(id));

test.each([
  ['https://www.figma.com/design/AbCdEf/File'],
  ['https://www.figma.com/files/team/name/123'],
  ['https://www.figma.com/files/team/'],
  ['https://figma.com.evil.example/files/team/123456'],
  ['https://evilfigma.com/files/team/123456'],
  ['123456'],
  ['team/123456'],
  [''],
  ['https://'],
])('%s names no team and stays as it is', (text) => {
  expect(teamIdOf(text)).toBeNull();
  expect(readTeam(text)).toBe(text);
});
