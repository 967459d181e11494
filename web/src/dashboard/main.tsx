import { mount } from '../ui/mount.tsx';
import { App } from './App.tsx';
import { applyKept } from './look.ts';

applyKept();
mount(<App />);
