import { mount } from '../ui/mount.tsx';
import { applyTheme } from '../ui/theme.ts';
import { GuidePage } from './GuidePage.tsx';

applyTheme(new URLSearchParams(location.search).get('theme'));
mount(<GuidePage />);
