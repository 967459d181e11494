import { mount } from '../ui/mount.tsx';

mount(<h1>figlink</h1>);
