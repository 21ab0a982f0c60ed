// What every page loads: one import a behaviour.
import "recurrent/csrf";
import "recurrent/display";
import "recurrent/offline";
import "recurrent/once";
import "recurrent/online";
import "recurrent/password";
import "recurrent/presence";
import "recurrent/reading-outbox";
import "recurrent/shortcuts";
