// What every page loads: one import a behaviour.
import "recurrent/csrf";
import "recurrent/theme-switch";
